package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.BareTcp;
import io.github.wirespeed.bench.experiment.Lab;
import io.github.wirespeed.bench.experiment.Trial;
import io.github.wirespeed.loop.Spin;
import io.github.wirespeed.protocol.InboundBuffer;
import io.github.wirespeed.protocol.Limits;
import io.github.wirespeed.protocol.MaskingKeys;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.ReadHalf;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.protocol.WriteHalf;
import io.github.wirespeed.transport.TcpTransport;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Request-response by the two halves of the protocol and nothing else, over buffers of any kind. An
 * operation is so many sends and then as many receives. One thread.
 */
@SuppressWarnings("ThreadPriorityCheck") // to yield is what it measures with
final class BufferedClient implements Trial {
  /** How it gets bytes: one read of the socket that brings some, or the end. */
  interface Reading {
    int read(TcpTransport transport, ByteBuffer into) throws IOException;
  }

  /** As the library's own clients do. */
  static Reading waiting(Spin spin) {
    return (transport, into) -> BareTcp.read(transport, into, spin);
  }

  /** By yielding for as long as it takes. */
  static final Reading YIELDING =
      (transport, into) -> {
        int n = transport.read(into);
        while (n == 0) {
          Thread.yield();
          n = transport.read(into);
        }
        return n;
      };

  private static final int FRAGMENT = 256 << 10;
  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final TcpTransport transport;
  private final ReadHalf reads = new ReadHalf(Role.CLIENT, Limits.CLIENT);
  private final WriteHalf writes;
  private final InboundBuffer in;
  private final ByteBuffer payload;
  private final Reading reading;
  private final int batch;

  BufferedClient(
      Lab lab, IntFunction<ByteBuffer> buffers, int payloadBytes, int batch, Reading reading)
      throws IOException {
    this.reading = reading;
    this.batch = batch;
    URI uri = URI.create(lab.echo());
    transport =
        TcpTransport.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), CONNECT_NANOS);
    writes = new WriteHalf(Role.CLIENT, new MaskingKeys(new SecureRandom()), FRAGMENT, buffers);
    payload = buffers.apply(payloadBytes);
    in = new InboundBuffer(reads, buffers, upgrade(uri));
  }

  /** As short as it may be: the server is known. */
  private ByteBuffer upgrade(URI uri) throws IOException {
    String request =
        "GET / HTTP/1.1\r\nHost: "
            + uri.getAuthority()
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    ByteBuffer head = ByteBuffer.allocate(4 << 10);
    String text = "";
    while (!text.contains("\r\n\r\n")) {
      read(head);
      text = new String(head.array(), 0, head.position(), StandardCharsets.US_ASCII);
    }
    if (!text.startsWith("HTTP/1.1 101 ")) {
      throw new IOException("the server answered " + text.lines().findFirst().orElse(""));
    }
    return head.flip().position(text.indexOf("\r\n\r\n") + 4);
  }

  private int read(ByteBuffer into) throws IOException {
    int n = reading.read(transport, into);
    if (n < 0) {
      throw new EOFException("the server ended the connection");
    }
    return n;
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (transport.write(bytes) == 0) {
        Thread.yield();
      }
    }
  }

  @Override
  public long run(int operations) throws IOException {
    long start = System.nanoTime();
    for (int i = 0; i < operations; i++) {
      for (int sent = 0; sent < batch; sent++) {
        writes.data(Opcode.BINARY, payload.clear(), true);
      }
      write(writes.pending());
      writes.written();
      for (int received = 0; received < batch; received++) {
        int bytes = receive();
        if (bytes != payload.capacity()) {
          throw new IOException(bytes + " bytes came back for " + payload.capacity());
        }
      }
    }
    return System.nanoTime() - start;
  }

  private int receive() throws IOException {
    while (true) {
      int event = reads.poll(in.bytes());
      if (event == ReadHalf.MESSAGE) {
        return reads.payload().remaining();
      } else if (event != ReadHalf.NEED_BYTES) {
        throw new IOException("the server sent something else, event " + event);
      }
      in.filled(read(in.target()));
    }
  }

  @Override
  public void close() {
    transport.close();
  }
}
