package io.github.wirespeed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that come from a stream or a reader. */
@Timeout(30)
class WebSocketStreamTest {
  /** How much of a stream makes a fragment. */
  private static final int CHUNK = 32 << 10;

  private final Session session = Session.open(1 << 20, Session.options());

  @AfterEach
  void end() {
    session.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, CHUNK - 1, CHUNK})
  void aShortStreamIsOneFrame(int length) throws Exception {
    session.ws.send(new ByteArrayInputStream(Session.pattern(length)));

    assertThat(session.sent()).startsWith("BINARY ");
    assertThat(session.payload()).isEqualTo(Session.pattern(length));
    assertThat(session.unread()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1, 100_000})
  void aLongStreamLeavesInFragmentsAsItComes(int length) throws Exception {
    session.ws.send(new ByteArrayInputStream(Session.pattern(length)));

    assertThat(session.sent()).isEqualTo("BINARY... " + CHUNK + " bytes");
    assertThat(rest()).isEqualTo(Session.pattern(length));
    assertThat(session.unread()).isZero();
  }

  @Test
  void aStreamThatGivesAByteAtATimeIsGatheredIntoFragments() throws Exception {
    session.ws.send(new Slow(CHUNK + 10));

    assertThat(session.sent(2))
        .containsExactly("BINARY... " + CHUNK + " bytes", "CONT \"xxxxxxxxxx\"");
  }

  @Test
  void anEmptyReaderIsAnEmptyMessage() throws Exception {
    session.ws.send(new StringReader(""));

    assertThat(session.sent()).isEqualTo("TEXT \"\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "€", "😀", "a😀"})
  void aReaderIsSentAsUtf8WhateverItsPieces(String unit) throws Exception {
    String text = unit.repeat(30_000);
    session.ws.send(new StringReader(text));

    assertThat(session.sent()).startsWith("TEXT... ");
    assertThat(new String(rest(), UTF_8)).isEqualTo(text);
    assertThat(session.unread()).isZero();
  }

  @Test
  void aSurrogatePairThatComesInTwoPiecesIsOneCharacter() throws Exception {
    session.ws.send(new Pieces("a\uD83D", "\uDE00b"));

    session.sent();
    assertThat(new String(rest(), UTF_8)).isEqualTo("a😀b");
  }

  @Test
  void aStreamThatFailsInTheMiddleClosesWith1011AndItsFailureIsThrown() throws Exception {
    IOException failure = new IOException("disk on fire");
    InputStream source = new Failing(CHUNK + 5, failure);

    assertThatThrownBy(() -> session.ws.send(source)).isSameAs(failure);

    assertThat(session.sent(2))
        .containsExactly("BINARY... " + CHUNK + " bytes", "CLOSE 1011 message source failed");
    assertThat(session.ws.isOpen()).isFalse();
    ConnectionClosedException over =
        catchThrowableOfType(ConnectionClosedException.class, () -> session.ws.send("after"));
    assertThat(over).hasCause(failure);
    assertThat(over.sentCode()).isEqualTo(1011);
    assertThat(over.isNormal()).isFalse();
    assertThat(session.unread()).isZero();
  }

  @Test
  void aSourceThatThrowsSomethingUncheckedClosesToo() throws Exception {
    InputStream source = new Failing(CHUNK + 5, new IllegalStateException("bug"));

    assertThatThrownBy(() -> session.ws.send(source))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("bug");

    assertThat(session.sent()).startsWith("BINARY... ");
    assertThat(session.sent()).isEqualTo("CLOSE 1011 message source failed");
  }

  @Test
  void afterAFailedStreamMessagesOfThePeerAreStillReceived() throws Exception {
    session.serveText("under way");
    session.serveClose(1011, "");
    assertThatThrownBy(() -> session.ws.send(new Failing(2 * CHUNK, new IOException("x"))));

    assertThat(session.ws.receive().text()).isEqualTo("under way");
    assertThatThrownBy(session.ws::receive)
        .isInstanceOf(ConnectionClosedException.class)
        .hasRootCauseMessage("x");
  }

  @Test
  void aStreamThatFailsAtOnceLeavesTheConnectionAlone() throws Exception {
    assertThatThrownBy(() -> session.ws.send(new Failing(100, new IOException("x"))))
        .hasMessage("x");

    session.ws.send("fine");
    assertThat(session.sent()).isEqualTo("TEXT \"fine\"");
  }

  @Test
  void aStreamThatFailsBeforeItsFirstFragmentIsSentLeavesTheConnectionAlone() throws Exception {
    // Exactly a fragment, which is kept back to see whether it is the last.
    assertThatThrownBy(() -> session.ws.send(new Failing(CHUNK, new IOException("x"))))
        .hasMessage("x");

    assertThat(session.client.bytesWritten()).as("nothing of the message was sent").isZero();
    assertThat(session.ws.isOpen()).isTrue();
  }

  @Test
  void aReaderWithALoneSurrogateBeforeItsFirstFragmentLeavesTheConnectionAlone() {
    assertThatThrownBy(() -> session.ws.send(new StringReader("a\uD800b")))
        .isInstanceOf(CharacterCodingException.class);

    assertThat(session.client.bytesWritten()).as("nothing of the message was sent").isZero();
    assertThat(session.ws.isOpen()).isTrue();
  }

  @Test
  void aReaderWithALoneSurrogateInTheMiddleClosesWith1011() throws Exception {
    assertThatThrownBy(() -> session.ws.send(new Pieces("first", "a\uD800b")))
        .isInstanceOf(CharacterCodingException.class);

    assertThat(session.sent(2))
        .containsExactly("TEXT... \"first\"", "CLOSE 1011 message source failed");
  }

  @Test
  void otherSendersWaitUntilTheStreamEndsWhilePingsAndPongsGoInBetween() throws Exception {
    Gate source = new Gate(CHUNK + 1, null);
    Background<Boolean> streaming = Background.run(() -> session.ws.send(source));
    source.reached();
    Background<Boolean> other = Background.run(() -> session.ws.send("other")).asleep();
    session.serve(Session.frame(Session.PING, "p"), Session.frame(Session.TEXT, "read"));
    session.ws.receive();
    session.ws.pong(ByteBuffer.wrap(new byte[] {'u'}));

    assertThat(session.sent(3))
        .containsExactly("BINARY... " + CHUNK + " bytes", "PONG \"p\"", "PONG \"u\"");
    assertThat(session.unread()).isZero();
    source.open();
    streaming.result();
    other.result();
    assertThat(session.sent()).startsWith("CONT ");
    assertThat(session.sent()).isEqualTo("TEXT \"other\"");
  }

  @Test
  void sendersThatWaitForAStreamThatFailsGetAnException() throws Exception {
    IOException failure = new IOException("disk on fire");
    Gate source = new Gate(CHUNK + 1, failure);
    Background<Boolean> streaming = Background.run(() -> session.ws.send(source));
    source.reached();
    Background<Boolean> text = Background.run(() -> session.ws.send("other")).asleep();
    Background<Boolean> stream =
        Background.run(() -> session.ws.send(new StringReader("other"))).asleep();
    source.open();

    assertThat(streaming.failure(IOException.class)).isSameAs(failure);
    assertThat(text.failure(ConnectionClosedException.class)).hasCause(failure);
    assertThat(stream.failure(ConnectionClosedException.class)).hasCause(failure);
    assertThat(session.sent(2))
        .containsExactly("BINARY... " + CHUNK + " bytes", "CLOSE 1011 message source failed");
    assertThat(session.unread()).isZero();
  }

  @Test
  void aSourceThatSendsOnItsOwnConnectionIsToldThatItCannot() {
    InputStream source =
        new Slow(CHUNK + 1) {
          @Override
          int atEnd() throws IOException {
            session.ws.send("from within");
            return -1;
          }
        };

    assertThatThrownBy(() -> session.ws.send(source))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in the middle of sending a stream");
  }

  @Test
  void aStreamThatThePeersCloseInterruptsDoesNotSpoilTheNormalEnd() throws Exception {
    Gate source = new Gate(2 * CHUNK, null);
    Background<Boolean> streaming = Background.run(() -> session.ws.send(source));
    source.reached();
    session.serveClose(1000, "enough");
    session.server.shutdownOutput();
    assertThat(
            catchThrowableOfType(ConnectionClosedException.class, session.ws::receive).isNormal())
        .isTrue();
    source.open();
    streaming.failure(ConnectionClosedException.class);

    ConnectionClosedException later =
        catchThrowableOfType(ConnectionClosedException.class, session.ws::receive);
    assertThat(later).as("the sender's exception is not why it ended").hasNoCause();
    assertThat(later.isNormal()).isTrue();
  }

  /** The payloads up to the end of the message whose first frame was just read, joined. */
  private byte[] rest() throws IOException {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(session.payload());
    String frame;
    do {
      frame = session.sent();
      assertThat(frame).startsWith("CONT");
      joined.writeBytes(session.payload());
    } while (frame.contains("..."));
    return joined.toByteArray();
  }

  /** So many bytes, one for each read; then {@link #atEnd}. */
  private static class Slow extends InputStream {
    private int left;

    Slow(int length) {
      this.left = length;
    }

    /** What comes after the last byte. */
    int atEnd() throws IOException {
      return -1;
    }

    @Override
    public int read() throws IOException {
      return left-- > 0 ? 'x' : atEnd();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int b = read();
      if (b < 0) {
        return -1;
      }
      into[offset] = (byte) b;
      return 1;
    }
  }

  /** So many bytes, then a failure. */
  private static final class Failing extends Slow {
    private final Exception failure;

    Failing(int length, Exception failure) {
      super(length);
      this.failure = failure;
    }

    @Override
    int atEnd() throws IOException {
      if (failure instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw (IOException) failure;
    }
  }

  /** So many bytes, then waits until it is opened, then ends or fails. */
  private static final class Gate extends Slow {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private final IOException failure;

    Gate(int length, IOException failure) {
      super(length);
      this.failure = failure;
    }

    void reached() throws InterruptedException {
      reached.await();
    }

    void open() {
      open.countDown();
    }

    @Override
    int atEnd() throws IOException {
      reached.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (failure != null) {
        throw failure;
      }
      return -1;
    }
  }

  /** Gives one piece for each read. */
  private static final class Pieces extends Reader {
    private final String[] pieces;
    private int next;

    Pieces(String... pieces) {
      this.pieces = pieces;
    }

    @Override
    public int read(char[] into, int offset, int length) {
      if (next == pieces.length) {
        return -1;
      }
      String piece = pieces[next++];
      piece.getChars(0, piece.length(), into, offset);
      return piece.length();
    }

    @Override
    public void close() {}
  }
}
