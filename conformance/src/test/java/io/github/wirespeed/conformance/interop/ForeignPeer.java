package io.github.wirespeed.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.Message;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One connection as another library sees it: what it is told to send, and what it received. Its
 * subclasses translate; they report what comes by {@link #received}, {@link #ponged} and {@link
 * #ended}.
 */
abstract class ForeignPeer {
  /** Ends a test that hangs; nothing is measured by it. */
  private static final long HANG_SECONDS = 30;

  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> pongs = new LinkedBlockingQueue<>();
  private final CompletableFuture<Ended> ended = new CompletableFuture<>();
  private final boolean echo;

  /**
   * The Close that the library received.
   *
   * @param code as the library tells it
   * @param reason the same
   */
  record Ended(int code, String reason) {}

  ForeignPeer(boolean echo) {
    this.echo = echo;
  }

  /** Sends a text message. */
  abstract void text(String text) throws Exception;

  /** Sends a binary message. */
  abstract void binary(byte[] bytes) throws Exception;

  /**
   * Sends a text message in one frame per part.
   *
   * @param ping payload of a ping between the first two frames; null for none
   */
  abstract void textFragments(List<String> parts, byte[] ping) throws Exception;

  /** The same with a binary message. */
  abstract void binaryFragments(List<byte[]> parts, byte[] ping) throws Exception;

  /** Sends the first frame of a binary message, and never the rest. */
  abstract void unfinished(byte[] part) throws Exception;

  /** Sends a pong that nobody asked for. */
  abstract void pong(byte[] payload) throws Exception;

  /** Closes. */
  abstract void close(int code, String reason) throws Exception;

  /** Closes without a code. */
  abstract void closeEmpty() throws Exception;

  /** Ends TCP without a Close, as the library does it. */
  abstract void abort() throws Exception;

  void send(Message message) throws Exception {
    if (message.isText()) {
      text(message.text());
    } else {
      binary(message.bytes());
    }
  }

  /** The next message that the library delivered. */
  Message next() throws InterruptedException {
    return present(messages.poll(HANG_SECONDS, TimeUnit.SECONDS), "message");
  }

  /** Nothing came that was not asked for yet. */
  void assertNoMessage() {
    assertThat(messages).isEmpty();
  }

  /** The next pong that the library delivered. */
  byte[] nextPong() throws InterruptedException {
    return present(pongs.poll(HANG_SECONDS, TimeUnit.SECONDS), "pong");
  }

  /** Waits for the Close that the library received. */
  Ended awaitEnd() throws Exception {
    return ended.get(HANG_SECONDS, TimeUnit.SECONDS);
  }

  final void received(Message message) throws Exception {
    if (echo) {
      send(message);
    } else {
      messages.add(message);
    }
  }

  final void ponged(byte[] payload) {
    pongs.add(payload);
  }

  final void ended(int code, String reason) {
    ended.complete(new Ended(code, reason));
  }

  /** What is behind the connection is gone. */
  final void lost(String why) {
    ended.completeExceptionally(new AssertionError(why));
  }

  private static <T> T present(T value, String what) {
    if (value == null) {
      throw new AssertionError("no " + what + " came");
    }
    return value;
  }
}
