package io.github.wirespeed.bench.architectures;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.client.KeyStream;
import io.github.wirespeed.protocol.ClientHandshake;
import io.github.wirespeed.protocol.CloseCode;
import io.github.wirespeed.protocol.CloseStatus;
import io.github.wirespeed.protocol.HttpLimits;
import io.github.wirespeed.protocol.WebSocketUri;
import io.github.wirespeed.transport.TcpTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A connection after its opening handshake, with its two sides apart: what an architecture begins
 * with.
 */
record Opened(TcpTransport transport, ReadSide reads, WriteSide writes, WaitStrategy strategy) {
  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int KEY_BYTES = 16;

  static Opened open(String uri, WaitStrategy wait) throws IOException {
    WebSocketUri target = WebSocketUri.of(uri);
    byte[] key = new byte[KEY_BYTES];
    KeyStream.SHARED.nextBytes(key);
    ClientHandshake handshake =
        new ClientHandshake(target, List.of(), List.of(), List.of(), key, HttpLimits.DEFAULTS);
    TcpTransport transport =
        TcpTransport.connect(new InetSocketAddress(target.host(), target.port()), CONNECT_NANOS);
    boolean open = false;
    try {
      ByteBuffer first = shake(transport, handshake);
      ReadSide reads = new ReadSide(transport, first);
      open = true;
      return new Opened(transport, reads, new WriteSide(transport, wait), wait);
    } finally {
      if (!open) {
        transport.close();
      }
    }
  }

  /** The opening handshake; what came behind it. */
  private static ByteBuffer shake(TcpTransport transport, ClientHandshake handshake)
      throws IOException {
    ByteBuffer request = ByteBuffer.wrap(handshake.request());
    while (request.hasRemaining()) {
      if (transport.write(request) == 0) {
        transport.awaitWritable(CONNECT_NANOS);
      }
    }
    ByteBuffer in = ByteBuffer.allocate(4 << 10);
    ClientHandshake.Outcome outcome = ClientHandshake.Outcome.NEED_BYTES;
    while (outcome == ClientHandshake.Outcome.NEED_BYTES) {
      int n = transport.read(in.clear());
      if (n == 0 && !transport.awaitReadable(false, CONNECT_NANOS)) {
        throw new IOException("the server did not answer the opening handshake");
      }
      outcome = n < 0 ? handshake.receiveEof() : handshake.receive(in.flip());
    }
    if (outcome == ClientHandshake.Outcome.FAILED) {
      throw new IOException("no WebSocket was opened: " + handshake.failure());
    }
    return in;
  }

  /** What our Close says. */
  static ByteBuffer goodbye() {
    return new CloseStatus(CloseCode.NORMAL, "").payload();
  }
}
