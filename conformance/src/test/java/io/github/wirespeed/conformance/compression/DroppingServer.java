package io.github.wirespeed.conformance.compression;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Answers every opening handshake, sends some bytes, and ends the connection in its way: the path
 * of the request says which. It knows no deflate.
 */
final class DroppingServer implements Closeable {
  private static final int HANG_MILLIS = 30_000;

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Queue<Socket> deaf = new ConcurrentLinkedQueue<>();
  private final Thread thread = new Thread(this::serve, "dropping-server");

  /** What a connection comes to. */
  enum Ending {
    /** A message, and a Close that is answered. */
    CLOSE("C107F248CDC9C90700 880203E8"),
    /** A message and a half, and a reset. */
    RESET("C107F248CDC9C90700 4103F248CD"),
    /** A message and a half, and the end of TCP. */
    END("C107F248CDC9C90700 4103F248CD"),
    /** A message, and one that is not deflate. */
    NOT_DEFLATE("C107F248CDC9C90700 C10107"),
    /** A message and a half, and silence: this side closes. */
    SILENCE("C107F248CDC9C90700 4103F248CD"),
    /** A message, and nothing is read any more. */
    DEAF("C107F248CDC9C90700");

    private final String hex;

    Ending(String hex) {
      this.hex = hex;
    }

    byte[] frames() {
      return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
  }

  DroppingServer() throws IOException {
    thread.setDaemon(true);
    thread.start();
  }

  String uri(Ending ending, boolean takeover) {
    return "ws://127.0.0.1:" + socket.getLocalPort() + "/" + ending + "/" + takeover;
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        Socket accepted = socket.accept();
        try {
          serve(accepted);
        } finally {
          if (!deaf.contains(accepted)) {
            accepted.close();
          }
        }
      } catch (IOException ignored) {
        // The client went first, or the test is over.
      }
    }
  }

  private void serve(Socket accepted) throws IOException {
    accepted.setTcpNoDelay(true);
    accepted.setSoTimeout(HANG_MILLIS);
    String request = head(accepted.getInputStream());
    String[] path = request.split(" ", 3)[1].split("/");
    Ending ending = Ending.valueOf(path[1]);
    String response =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + ("Sec-WebSocket-Accept: " + accept(request) + "\r\n")
            + "Sec-WebSocket-Extensions: permessage-deflate"
            + (path[2].equals("true")
                ? ""
                : "; server_no_context_takeover; client_no_context_takeover")
            + "\r\n\r\n";
    accepted.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
    accepted.getOutputStream().write(ending.frames());
    if (ending == Ending.DEAF) {
      deaf.add(accepted);
      return;
    } else if (ending == Ending.RESET) {
      accepted.getInputStream().read(); // of the client's own message: it has had ours
      accepted.setSoLinger(true, 0);
    } else if (ending == Ending.END) {
      accepted.shutdownOutput();
    }
    if (ending != Ending.RESET) {
      accepted.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("no request");
      }
      head.append((char) b);
    }
    return head.toString();
  }

  private static String accept(String request) {
    String key = request.replaceFirst("(?is).*\r\nSec-WebSocket-Key: *([^\r]+)\r\n.*", "$1");
    try {
      byte[] sha1 =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(sha1);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket held : deaf) {
      held.close();
    }
  }
}
