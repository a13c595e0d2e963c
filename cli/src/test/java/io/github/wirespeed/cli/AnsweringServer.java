package io.github.wirespeed.cli;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers the requests that come, one after the other, and closes; keeps what they said. */
final class AnsweringServer implements Closeable {
  private static final String ACCEPT = "{accept}";
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  final List<String> requests = new CopyOnWriteArrayList<>();

  private final ServerSocketChannel listening;
  private final Thread thread;

  private AnsweringServer(ServerSocketChannel listening, String... answers) {
    this.listening = listening;
    this.thread = new Thread(() -> serve(answers), "answering-server");
    thread.start();
  }

  static AnsweringServer tcp(String... answers) throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open();
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return new AnsweringServer(listening, answers);
  }

  static AnsweringServer unix(Path path, String... answers) throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(path));
    return new AnsweringServer(listening, answers);
  }

  /** The answer that opens a WebSocket, on which then nothing is said. */
  static String silence() {
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: "
        + ACCEPT
        + "\r\n\r\n";
  }

  /** A response without a body. */
  static String answer(String status, String... headers) {
    String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    return "HTTP/1.1 " + status + "\r\n" + lines + "Content-Length: 0\r\n\r\n";
  }

  int port() throws IOException {
    SocketAddress address = listening.getLocalAddress();
    return ((InetSocketAddress) address).getPort();
  }

  String uri() throws IOException {
    return "ws://127.0.0.1:" + port();
  }

  private void serve(String... answers) {
    for (String answer : answers) {
      try (SocketChannel socket = listening.accept()) {
        StringBuilder request = new StringBuilder();
        ByteBuffer in = ByteBuffer.allocate(4096);
        while (!request.toString().endsWith("\r\n\r\n") && socket.read(in.clear()) >= 0) {
          request.append(StandardCharsets.ISO_8859_1.decode(in.flip()));
        }
        requests.add(request.toString());
        String sent = answer.replace(ACCEPT, accept(request.toString()));
        socket.write(ByteBuffer.wrap(sent.getBytes(StandardCharsets.UTF_8)));
        while (!sent.equals(answer) && socket.read(in.clear()) >= 0) {
          // It reads until the client leaves.
        }
      } catch (AsynchronousCloseException e) {
        return;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** RFC 6455 4.2.2: the answer to the request's key. */
  private static String accept(String request) {
    Matcher key = Pattern.compile("Sec-WebSocket-Key: (\\S+)").matcher(request);
    if (!key.find()) {
      throw new AssertionError("no key in " + request);
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key.group(1) + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
