package io.github.wirespeed.bench;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.server.EchoServer;
import io.github.wirespeed.server.LoopbackCertificate;
import io.github.wirespeed.transport.TcpTransport;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;

/**
 * The other side of every measurement: the echo server, the raw server of the floor, and the server
 * of the WebSocket streams, each on a free port of the loopback interface. It runs in a process of
 * its own, which ends with its standard input, so that it never outlives the bench.
 *
 * <p>The last two give each connection a thread; the threads of one wait as the others do, and none
 * is there without a connection.
 */
public final class BenchServer implements Closeable {
  private final WaitStrategy wait;
  private final LoopbackCertificate certificate; // null without TLS
  private final SSLContext context; // likewise
  private final EchoServer echo;
  private final ServerSocketChannel raw;
  private final ServerSocketChannel stream;

  /** Does with a connection what its port is for. */
  private interface Service {
    void serve(Wire wire) throws IOException;
  }

  /** Starts all three, in the clear. */
  BenchServer(WaitStrategy wait) throws IOException {
    this(wait, EventLoop.HOT_CHANNELS, false);
  }

  /**
   * Starts all three.
   *
   * @param tls whether they speak TLS, with a certificate made on the spot
   */
  BenchServer(WaitStrategy wait, int hotChannels, boolean tls) throws IOException {
    this.wait = wait;
    this.certificate = tls ? LoopbackCertificate.make() : null;
    this.context = tls ? certificate.serverContext() : null;
    EchoServer.Builder builder =
        EchoServer.builder()
            .waitStrategy(wait)
            .maxMessageSize(Payload.MAX)
            .hotChannels(hotChannels);
    this.echo = (tls ? builder.tls(context) : builder).start();
    this.raw = listen("raw", wire -> new RawPeer(wire).serve());
    this.stream = listen("stream", wire -> new StreamPeer(wire).serve());
  }

  /**
   * The process.
   *
   * @param args the name of the wait strategy, how many channels the loop reads unasked, and
   *     whether it speaks TLS
   */
  public static void main(String[] args) throws IOException {
    try (BenchServer server =
        new BenchServer(
            WaitStrategy.named(args[0]),
            Integer.parseInt(args[1]),
            Boolean.parseBoolean(args[2]))) {
      System.out.println(server.ports());
      System.out.flush();
      InputStream in = System.in;
      while (in.read() >= 0) {
        // Nothing is ever said: only the end counts.
      }
    }
    System.exit(0);
  }

  /** Echo, stream and raw port, and the issuer to trust with TLS: what the process prints. */
  String ports() throws IOException {
    String ports = "ports " + echo.address().getPort() + " " + port(stream) + " " + port(raw);
    return certificate == null ? ports : ports + " " + BareTlsTrust.line(certificate.issuer());
  }

  Endpoint endpoint() throws IOException {
    return Endpoint.ofPorts(
        echo.address().getPort(),
        port(stream),
        port(raw),
        wait,
        certificate == null ? null : certificate.clientContext());
  }

  private static int port(ServerSocketChannel channel) throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  private ServerSocketChannel listen(String name, Service service) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    daemon(name + "-acceptor", () -> accept(name, channel, service));
    return channel;
  }

  private void accept(String name, ServerSocketChannel channel, Service service) {
    try {
      while (true) {
        SocketChannel accepted = channel.accept();
        daemon(name + "-connection", () -> serve(accepted, service));
      }
    } catch (AsynchronousCloseException e) {
      // The server is closed.
    } catch (IOException e) {
      System.err.println("bench server: " + name + " port: " + e);
    }
  }

  private void serve(SocketChannel accepted, Service service) {
    try (BareTcp tcp = new BareTcp(TcpTransport.adopt(accepted), wait)) {
      service.serve(context == null ? tcp : BareTlsTrust.serve(tcp, context));
    } catch (IOException | RuntimeException e) {
      System.err.println("bench server: " + e);
    }
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, "bench-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    raw.close();
    stream.close();
    echo.close();
  }
}
