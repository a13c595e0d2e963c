package io.github.wirespeed.conformance.interop;

import io.github.wirespeed.conformance.Payloads;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/** A stream that stops in the middle until it is told to go on. */
final class PausedStream extends InputStream {
  private final byte[] content;
  private final ByteArrayInputStream source;
  private final int pauseAt;
  private final CountDownLatch paused = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  PausedStream(int size, int pauseAt) {
    this.content = Payloads.binary(size);
    this.source = new ByteArrayInputStream(content);
    this.pauseAt = pauseAt;
  }

  byte[] content() {
    return content;
  }

  void awaitPause() throws InterruptedException {
    paused.await();
  }

  void goOn() {
    goOn.countDown();
  }

  @Override
  public int read() throws IOException {
    beforePause();
    return source.read();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int beforePause = beforePause();
    return source.read(into, offset, Math.min(length, beforePause));
  }

  /** How much may be read at once; waits where the pause is. */
  private int beforePause() throws IOException {
    int left = pauseAt - (content.length - source.available());
    if (left > 0) {
      return left;
    }
    paused.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return Integer.MAX_VALUE;
  }
}
