package io.github.wirespeed.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A server that accepts a connection, reads its request, and then does what the test says. */
public final class ScriptedServer implements AutoCloseable {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final ServerSocket listener;
  private final CompletableFuture<String> request = new CompletableFuture<>();
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
  private final CountDownLatch released = new CountDownLatch(1);

  /** What the server does once it has the request. */
  public interface Script {
    /** The connection is closed when this returns. */
    void run(Conversation conversation) throws Exception;
  }

  /** A server with a script. */
  public ScriptedServer(Script script) throws IOException {
    this(0, script);
  }

  /** A server with a script, at a port; 0 is any. */
  public ScriptedServer(int port, Script script) throws IOException {
    this(port, 1, script);
  }

  /** A server with a script for each of so many connections, which come one after the other. */
  public ScriptedServer(int port, int connections, Script script) throws IOException {
    this(new ServerSocket(port, 10, InetAddress.getLoopbackAddress()), connections, script);
  }

  /** A server that accepts at a socket of the test's, of whatever kind. */
  public ScriptedServer(ServerSocket listener, int connections, Script script) {
    this.listener = listener;
    Thread thread = new Thread(() -> serve(connections, script), "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** A server that speaks TLS, with the certificate of the context. */
  public static ScriptedServer secure(SSLContext tls, Script script) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new ScriptedServer(
        tls.getServerSocketFactory().createServerSocket(0, 10, loopback), 1, script);
  }

  private void serve(int connections, Script script) {
    try {
      for (int i = 0; i < connections; i++) {
        try (Socket socket = listener.accept()) {
          Conversation conversation = new Conversation(socket);
          request.complete(conversation.request);
          script.run(conversation);
        }
      }
      ended.complete(true);
    } catch (Exception e) {
      request.completeExceptionally(e);
      ended.completeExceptionally(e);
    }
  }

  /** "ws://127.0.0.1:port" and a path; "wss" for TLS. */
  public String uri(String path) {
    String scheme = listener instanceof SSLServerSocket ? "wss" : "ws";
    return scheme + "://127.0.0.1:" + listener.getLocalPort() + path;
  }

  /** The head of the first request, once it is there. */
  public String request() throws Exception {
    return request.get(20, TimeUnit.SECONDS);
  }

  /** Waits until the script of the last connection has run to its end, and throws what it threw. */
  public void ended() throws Exception {
    ended.get(20, TimeUnit.SECONDS);
  }

  /** Lets a script go on that waits in {@link Conversation#untilReleased}. */
  public void release() {
    released.countDown();
  }

  @Override
  public void close() throws IOException {
    released.countDown();
    listener.close();
  }

  /** One connection. */
  public final class Conversation {
    private final Socket socket;
    private final InputStream in;
    private final String request;

    private Conversation(Socket socket) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      socket.setTcpNoDelay(true);
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
        int b = in.read();
        if (b < 0) {
          throw new IOException("the client left after: " + head.toString(ISO_8859_1));
        }
        head.write(b);
      }
      this.request = head.toString(ISO_8859_1);
    }

    /** The connection itself. */
    public Socket socket() {
      return socket;
    }

    /** The head of the request. */
    public String request() {
      return request;
    }

    /** A correct 101 with more header lines, each ended by CR LF. */
    public byte[] accept(String more) {
      return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + ("Sec-WebSocket-Accept: " + acceptKey() + "\r\n")
              + (more + "\r\n"))
          .getBytes(ISO_8859_1);
    }

    private String acceptKey() {
      String name = "sec-websocket-key: ";
      for (String line : request.split("\r\n", -1)) {
        if (line.regionMatches(true, 0, name, 0, name.length())) {
          byte[] key = (line.substring(name.length()).strip() + GUID).getBytes(ISO_8859_1);
          try {
            return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-1").digest(key));
          } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
          }
        }
      }
      throw new AssertionError("no key in " + request);
    }

    /** Sends bytes in one piece. */
    public void send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    /** Sends text in one piece. */
    public void send(String text) throws IOException {
      send(text.getBytes(ISO_8859_1));
    }

    /** Ends the connection in the manner of a process that died. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Waits until the test says {@link #release}. */
    public void untilReleased() throws InterruptedException {
      released.await();
    }

    /** Waits until the client has ended the connection. */
    public void untilClientLeft() throws IOException {
      while (in.read() >= 0) {
        // Whatever it still sends.
      }
    }
  }
}
