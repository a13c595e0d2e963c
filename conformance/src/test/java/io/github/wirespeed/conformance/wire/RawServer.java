package io.github.wirespeed.conformance.wire;

import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A port where the test itself is the server. */
public final class RawServer implements Closeable {
  private static final int HANG_MILLIS = 30_000;
  private static final Pattern KEY = Pattern.compile("(?i)\r\nSec-WebSocket-Key: *([^\r]+)\r\n");

  private final ServerSocket socket;

  public RawServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(HANG_MILLIS);
  }

  public String uri() {
    return "ws://127.0.0.1:" + socket.getLocalPort() + "/";
  }

  public int port() {
    return socket.getLocalPort();
  }

  /** The next TCP connection, of which nothing was read. */
  public RawConnection accept() throws IOException {
    return new RawConnection(socket.accept());
  }

  /** Whether nobody connects within a moment. */
  public boolean isLeftAlone() throws IOException {
    socket.setSoTimeout(100);
    try {
      socket.accept().close();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(HANG_MILLIS);
    }
  }

  /** A client of ours and what is at the other end of it. */
  public record Pair<C>(C client, RawConnection peer) implements Closeable {
    @Override
    public void close() throws IOException {
      peer.close();
      if (client instanceof Closeable ours) {
        ours.close();
      }
    }
  }

  /** Opens a connection of the blocking API. */
  public Pair<WebSocket> open(WebSocketOptions options) throws Exception {
    return pair(() -> WebSocket.connect(uri(), options));
  }

  public Pair<Client> open(Api api) throws Exception {
    return open(api, WebSocketOptions.defaults());
  }

  public Pair<Client> open(Api api, WebSocketOptions options, byte[]... behind) throws Exception {
    return pair(() -> api.connect(uri(), options), behind);
  }

  /** Opens a connection, {@code behind} being in the same segment as the 101. */
  public <C> Pair<C> pair(Callable<C> connect, byte[]... behind) throws Exception {
    Task<C> client = Task.of(connect);
    RawConnection peer = accept();
    String request = peer.readHead();
    peer.send(switching(request, ""), Bytes.concat(behind));
    return new Pair<>(client.result(), peer);
  }

  /** A correct 101. */
  public static byte[] switching(String request, String moreHeaders) {
    return Bytes.ascii(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + acceptFor(request)
            + "\r\n"
            + moreHeaders
            + "\r\n");
  }

  /** RFC 6455 4.2.2-5.4, written here once more so as not to be judged by our own code. */
  public static String acceptFor(String request) {
    Matcher key = KEY.matcher(request);
    if (!key.find()) {
      throw new AssertionError("no key in the request: " + request);
    }
    try {
      byte[] sha1 =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(sha1);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
