package io.github.wirespeed.conformance.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wirespeed.server.EchoServer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code openssl s_client}: TLS by it, frames by hand. */
final class OpenSslClient implements AutoCloseable {
  private static final String REQUEST =
      String.join(
          "\r\n",
          "GET / HTTP/1.1",
          "Host: localhost",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "Sec-WebSocket-Version: 13",
          "",
          "");

  private final Process process;
  private final OutputStream out;
  private final DataInputStream in;
  private final BufferedReader notes;

  /**
   * Starts it; skips the test where there is none.
   *
   * @param trust whose certificates it trusts, as PEM
   */
  OpenSslClient(EchoServer server, Path trust, String option) {
    ProcessBuilder builder =
        new ProcessBuilder("openssl", "s_client", "-brief", option, "-verify_return_error");
    builder.command().add("-connect");
    builder.command().add("127.0.0.1:" + server.address().getPort());
    builder.command().addAll(List.of("-servername", "localhost"));
    builder.command().addAll(List.of("-verify_hostname", "localhost"));
    builder.command().addAll(List.of("-CAfile", trust.toString()));
    Process started = null;
    String missing = "";
    try {
      started = builder.start();
    } catch (IOException e) {
      missing = "OpenSSL left out: " + e.getMessage();
    }
    assumeTrue(started != null, missing);
    process = started;
    out = process.getOutputStream();
    in = new DataInputStream(process.getInputStream());
    notes = process.errorReader(US_ASCII);
  }

  /** Sends the opening request; the head of the answer, empty if there is none. */
  String open() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    try {
      write(REQUEST.getBytes(ISO_8859_1));
      while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
        head.write(in.readByte());
      }
    } catch (EOFException e) {
      return "";
    }
    return head.toString(ISO_8859_1);
  }

  /** The next line of its own that begins so. */
  String said(String start) throws IOException {
    String line;
    do {
      line = notes.readLine();
      if (line == null) {
        throw new EOFException("openssl never said " + start);
      }
    } while (!line.startsWith(start));
    return line;
  }

  /** Sends a text of less than 64 KiB and returns what comes back. */
  String echo(String text) throws IOException {
    write(frame(0x81, text));
    if (in.readUnsignedByte() != 0x81) {
      throw new IOException("no text");
    }
    int length = in.readUnsignedByte();
    byte[] payload = new byte[length < 126 ? length : in.readUnsignedShort()];
    in.readFully(payload);
    return new String(payload, US_ASCII);
  }

  /** Asks for new keys both ways, which a line with a K does. */
  void newKeys() throws IOException {
    write("K\n".getBytes(US_ASCII));
    said("KEYUPDATE");
  }

  /** Closes, waits for the answer and for the end; what openssl makes of it. */
  int end() throws Exception {
    try {
      write(frame(0x88, "\u0003\u00e8")); // 1000
    } catch (IOException e) {
      // It has ended already.
    }
    in.readAllBytes();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IOException("openssl did not end");
    }
    return process.exitValue();
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** A frame masked with zeros. */
  private static byte[] frame(int first, String text) {
    ByteBuffer out = ByteBuffer.allocate(8 + text.length()).put((byte) first);
    if (text.length() < 126) {
      out.put((byte) (0x80 | text.length()));
    } else {
      out.put((byte) (0x80 | 126)).putShort((short) text.length());
    }
    out.putInt(0).put(text.getBytes(ISO_8859_1));
    byte[] frame = new byte[out.position()];
    out.get(0, frame);
    return frame;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
