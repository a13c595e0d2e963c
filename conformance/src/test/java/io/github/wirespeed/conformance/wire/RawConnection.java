package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One TCP connection of which every byte is the test's own. */
public final class RawConnection implements Closeable {
  /** Ends a test that hangs; nothing is measured by it. */
  private static final int HANG_MILLIS = 30_000;

  private final Socket socket;
  private final DataInputStream in;

  public RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(HANG_MILLIS);
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  public void send(byte[]... parts) throws IOException {
    socket.getOutputStream().write(Bytes.concat(parts));
  }

  public void sendEachByteAlone(byte[] bytes) throws IOException {
    for (byte b : bytes) {
      socket.getOutputStream().write(b);
    }
  }

  /** Sends what the other side may refuse by a reset before all of it is gone. */
  public void sendUntilRefused(byte[] bytes) {
    try {
      send(bytes);
    } catch (IOException ignored) {
      // Then it has answered already: the answer is what the test looks at.
    }
  }

  /** An HTTP head with its blank line; what was there at the end of TCP, if that comes first. */
  public String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        break;
      }
      head.append((char) b);
    }
    return head.toString();
  }

  /** Everything to the end of TCP. */
  public String readRest() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** Waits for one byte, and drops it. */
  public void awaitByte() throws IOException {
    in.readUnsignedByte();
  }

  /** Whether nothing comes within a moment. */
  public boolean isSilent() throws IOException {
    socket.setSoTimeout(50);
    try {
      in.mark(1);
      in.readByte();
      in.reset();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(HANG_MILLIS);
    }
  }

  /** The next frame. */
  public Frame read() throws IOException {
    int first = in.readUnsignedByte();
    return rest(first);
  }

  /** The next frame, which must be that. */
  public Frame read(int opcode) throws IOException {
    Frame frame = read();
    assertThat(frame.opcode()).as("opcode of %s", frame).isEqualTo(opcode);
    return frame;
  }

  private Frame rest(int first) throws IOException {
    int second = in.readUnsignedByte();
    long length = second & 0x7F;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    boolean masked = second > 0x7F;
    byte[] key = masked ? in.readNBytes(4) : new byte[4];
    byte[] payload = in.readNBytes((int) length);
    if (payload.length < length) {
      throw new EOFException("TCP ended inside a frame of " + length + " bytes");
    }
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= key[i & 3];
    }
    return new Frame(first, masked, payload);
  }

  /** All frames to the end of TCP, which must come between two frames. */
  public List<Frame> readToEnd() throws IOException {
    List<Frame> frames = new ArrayList<>();
    int first = in.read();
    while (first >= 0) {
      frames.add(rest(first));
      first = in.read();
    }
    return frames;
  }

  /** The next frame must be a Close, and nothing but the end of TCP may follow. */
  public Frame readCloseAndEnd() throws IOException {
    List<Frame> frames = readToEnd();
    assertThat(frames).as("frames to the end").hasSize(1);
    assertThat(frames.get(0).opcode()).isEqualTo(Frame.CLOSE);
    return frames.get(0);
  }

  /** Waits for the end of TCP, however it comes, and counts what came before. */
  public int discardToEnd() {
    int count = 0;
    try {
      while (in.read() >= 0) {
        count++;
      }
    } catch (SocketException e) {
      return count; // a reset is an end as well
    } catch (IOException e) {
      throw new AssertionError("TCP did not end", e);
    }
    return count;
  }

  /** Ends TCP in this direction. */
  public void finish() throws IOException {
    socket.shutdownOutput();
  }

  /** Ends TCP by a reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
