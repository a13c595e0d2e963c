package io.github.wirespeed.bench;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.server.EchoServer;
import io.github.wirespeed.transport.TcpTransport;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

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
  private final EchoServer echo;
  private final ServerSocketChannel raw;
  private final ServerSocketChannel stream;

  /** Does with a connection what its port is for. */
  private interface Service {
    void serve(Wire wire) throws IOException;
  }

  /** Starts all three. */
  BenchServer(WaitStrategy wait) throws IOException {
    this(wait, EventLoop.HOT_CHANNELS);
  }

  private BenchServer(WaitStrategy wait, int hotChannels) throws IOException {
    this.wait = wait;
    this.echo =
        EchoServer.builder()
            .waitStrategy(wait)
            .maxMessageSize(Payload.MAX)
            .hotChannels(hotChannels)
            .start();
    this.raw = listen("raw", wire -> new RawPeer(wire).serve());
    this.stream = listen("stream", wire -> new StreamPeer(wire).serve());
  }

  /**
   * The process.
   *
   * @param args the name of the wait strategy, and how many channels the loop reads unasked
   */
  public static void main(String[] args) throws IOException {
    try (BenchServer server =
        new BenchServer(WaitStrategy.named(args[0]), Integer.parseInt(args[1]))) {
      System.out.println(server.ports());
      System.out.flush();
      InputStream in = System.in;
      while (in.read() >= 0) {
        // Nothing is ever said: only the end counts.
      }
    }
    System.exit(0);
  }

  /** Echo, stream and raw port: what the process prints. */
  String ports() throws IOException {
    return "ports " + echo.address().getPort() + " " + port(stream) + " " + port(raw);
  }

  Endpoint endpoint() throws IOException {
    return Endpoint.ofPorts(echo.address().getPort(), port(stream), port(raw), wait);
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
    try (Wire wire = new Wire(TcpTransport.adopt(accepted), wait)) {
      service.serve(wire);
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
