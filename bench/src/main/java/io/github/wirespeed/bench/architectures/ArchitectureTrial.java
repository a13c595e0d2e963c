package io.github.wirespeed.bench.architectures;

import io.github.wirespeed.bench.experiment.Trial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;

/** Messages to an echo server and back, so many sent before the first of them is received. */
final class ArchitectureTrial implements Trial {
  private final ArchitectureClient client;
  private final ByteBuffer payload;
  private final int together;

  /** Over a connection that is closed with it. */
  ArchitectureTrial(ArchitectureClient client, int bytes, int together) throws IOException {
    this.client = client;
    this.together = together;
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    this.payload = ByteBuffer.allocateDirect(bytes).put(content).flip();
    client.send(payload.duplicate());
    if (!client.receive().equals(payload)) {
      throw new IOException("the first message did not come back as it was sent");
    }
  }

  /** {@inheritDoc} An operation is a message; batches are whole, and a part of one is its share. */
  @Override
  public long run(int operations) throws IOException {
    int batches = (operations + together - 1) / together;
    long start = System.nanoTime();
    for (int i = 0; i < batches; i++) {
      for (int sent = 0; sent < together; sent++) {
        client.send(payload.clear());
      }
      for (int received = 0; received < together; received++) {
        int size = client.receive().remaining();
        if (size != payload.capacity()) {
          throw new IOException(
              "a message of " + size + " bytes came back for one of " + payload.capacity());
        }
      }
    }
    long nanos = System.nanoTime() - start;
    return Math.round((double) nanos * operations / ((long) batches * together));
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
