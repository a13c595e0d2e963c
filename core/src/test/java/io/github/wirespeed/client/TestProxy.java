package io.github.wirespeed.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * A proxy on loopback that really passes bytes on. It takes every name for this machine, so that a
 * name that only it can look up shows who did; and it does wrong what a test says.
 */
public final class TestProxy implements AutoCloseable {
  private static final byte[] JUNK = {'S', 'S', 'H', '-', '2', '.', '0', '\r', '\n', '\r', '\n'};

  /** What it does once it was asked to connect. */
  public enum Fault {
    /** What it should. */
    NONE,
    /** Answers 403 with a body, SOCKS5 reply 2, or SOCKS4 reply 91. */
    REFUSES,
    /** Ends the connection without an answer. */
    CLOSES,
    /** Ends the connection after half of its answer. */
    TRUNCATES,
    /** Answers what is no answer. */
    JUNK,
    /** Never answers. */
    SILENT,
    /** Answers byte by byte. */
    SLOW,
    /** Answers byte by byte, half of it, and then nothing more. */
    STALLS,
    /** Waits for the server's first bytes, and sends its answer and these in one packet. */
    TOGETHER
  }

  private final ProxyHop.Kind kind;
  private final ServerSocket listener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private final List<String> targets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger tunnels = new AtomicInteger();
  private volatile ProxyProtocol.User user;
  private volatile Fault fault = Fault.NONE;

  private TestProxy(ProxyHop.Kind kind, SSLContext tls) throws IOException {
    this.kind = kind;
    InetAddress loopback = InetAddress.getLoopbackAddress();
    this.listener =
        tls == null
            ? new ServerSocket(0, 50, loopback)
            : tls.getServerSocketFactory().createServerSocket(0, 50, loopback);
    start(this::accept);
  }

  /** Of any kind that does not speak TLS. */
  public static TestProxy of(ProxyHop.Kind kind) throws IOException {
    if (kind == ProxyHop.Kind.HTTPS) {
      throw new IllegalArgumentException("an HTTPS proxy needs a certificate");
    }
    return new TestProxy(kind, null);
  }

  /** That speaks HTTP over TLS, with the certificate of the context. */
  public static TestProxy https(SSLContext tls) throws IOException {
    return new TestProxy(ProxyHop.Kind.HTTPS, tls);
  }

  /** From now on it serves this user only; SOCKS4 knows no password. */
  public TestProxy requires(String name, String password) {
    user = new ProxyProtocol.User(name, password);
    return this;
  }

  /** From now on it does this. */
  public TestProxy with(Fault wrong) {
    fault = wrong;
    return this;
  }

  /** Where it listens on 127.0.0.1. */
  public int port() {
    return listener.getLocalPort();
  }

  /** The way to it, without a user. */
  public ProxyHop hop() {
    return ProxyHop.of(kind, "127.0.0.1", port());
  }

  /** What it was asked to connect to, "host:port" as it stood in the request. */
  public List<String> targets() {
    return targets;
  }

  /** How many connections it has accepted. */
  public int connections() {
    return connections.get();
  }

  /** How many connections it has passed on. */
  public int tunnels() {
    return tunnels.get();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    for (Closeable each : open) {
      each.close();
    }
  }

  private static Thread start(Runnable task) {
    Thread thread = new Thread(task, "test-proxy");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void accept() {
    while (true) {
      try {
        Socket client = listener.accept();
        connections.incrementAndGet();
        start(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    open.add(client);
    try (client) {
      client.setTcpNoDelay(true);
      converse(client);
    } catch (IOException | InterruptedException e) {
      // One of the three has left: that is how a tunnel ends.
    } finally {
      open.remove(client);
    }
  }

  private void converse(Socket client) throws IOException, InterruptedException {
    ProxyProtocol protocol = ProxyProtocol.of(kind, client);
    String target = protocol.target(user);
    if (target == null) {
      return; // it has said why
    }
    targets.add(target);
    OutputStream out = client.getOutputStream();
    byte[] opened = protocol.opened();
    Fault wrong = fault;
    switch (wrong) {
      case REFUSES -> out.write(protocol.refused());
      case CLOSES -> {
        // That is all.
      }
      case TRUNCATES -> out.write(opened, 0, opened.length / 2);
      case JUNK -> out.write(JUNK);
      case SILENT -> closed.await();
      case STALLS -> {
        byByte(out, opened, opened.length / 2);
        closed.await();
      }
      case NONE, SLOW, TOGETHER -> tunnel(client, target, protocol, wrong);
    }
  }

  private void tunnel(Socket client, String target, ProxyProtocol protocol, Fault wrong)
      throws IOException, InterruptedException {
    OutputStream out = client.getOutputStream();
    Socket server;
    try {
      server = connect(target);
    } catch (IOException e) {
      out.write(protocol.unreachable());
      return;
    }
    open.add(server);
    try (server) {
      byte[] opened = protocol.opened();
      if (wrong == Fault.SLOW) {
        byByte(out, opened, opened.length);
      } else if (wrong == Fault.TOGETHER) {
        byte[] both = Arrays.copyOf(opened, 8 << 10);
        int n = server.getInputStream().read(both, opened.length, both.length - opened.length);
        out.write(both, 0, opened.length + Math.max(n, 0));
      } else {
        out.write(opened);
      }
      tunnels.incrementAndGet();
      Thread there = start(() -> pass(client, server));
      pass(server, client);
      there.join();
    } finally {
      open.remove(server);
    }
  }

  private static Socket connect(String target) throws IOException {
    int colon = target.lastIndexOf(':');
    String host = target.substring(0, colon).replaceAll("[\\[\\]]", "");
    InetAddress address =
        Names.isLiteral(host) ? InetAddress.getByName(host) : InetAddress.getLoopbackAddress();
    if (!address.isLoopbackAddress()) {
      throw new IOException("not on this machine: " + target);
    }
    Socket server = new Socket(address, Integer.parseInt(target.substring(colon + 1)));
    server.setTcpNoDelay(true);
    return server;
  }

  private static void byByte(OutputStream out, byte[] bytes, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      out.write(bytes, i, 1);
      out.flush();
    }
  }

  /** Passes bytes on until the one ends, and then that. */
  private static void pass(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[16 << 10];
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        out.write(bytes, 0, n);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // A reset is passed on as an end.
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }
}
