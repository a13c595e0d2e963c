package io.github.wirespeed;

import io.github.wirespeed.transport.Deadline;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * How a connection finds out that its peer is gone, and keeps the way to it open. Immutable: every
 * method gives a copy.
 *
 * <pre>
 *   WebSocketOptions.defaults().keepalive(Keepalive.standard());
 *   Keepalive.whenIdle(Duration.ofSeconds(15)).pongTimeout(Duration.ofSeconds(5));
 *   Keepalive.periodic(Duration.ofSeconds(10)).text("ping").answeredBy("pong");
 *   Keepalive.standard().staleAfter(Duration.ofSeconds(30));
 * </pre>
 *
 * <p>A connection that is found dead ends with a {@link KeepaliveException} as its cause, after a
 * Close with 1011 that the peer may or may not get.
 *
 * <p>A connection is never ended because this side does not read it: while a full inbox, a slow
 * handler or a view that is still looked at keeps it from being read, nothing is judged, and the
 * time begins anew when it is read again. Before an end the socket is read once more, so that a
 * process that was stopped for an hour finds what came meanwhile.
 */
public final class Keepalive {
  private static final Duration STANDARD = Duration.ofSeconds(20);
  private static final Keepalive OFF = new Keepalive(new Values());

  private final Values values;

  private Keepalive(Values values) {
    this.values = values;
  }

  // Never changed once an instance of the outer class holds it.
  private static final class Values {
    private long interval; // in nanoseconds; 0 for no pings
    private boolean periodic; // else only after silence
    private long pongTimeout = Deadline.nanos(STANDARD);
    private long stale; // 0 for never
    private long idle; // likewise
    private Message ping; // null for ping frames only
    private Predicate<? super MessageView> answer; // null where pongs answer
    private Predicate<? super MessageView> question; // null where none is answered
    private Message reply;
    private boolean shown;

    private Values copy() {
      Values copy = new Values();
      copy.interval = interval;
      copy.periodic = periodic;
      copy.pongTimeout = pongTimeout;
      copy.stale = stale;
      copy.idle = idle;
      copy.ping = ping;
      copy.answer = answer;
      copy.question = question;
      copy.reply = reply;
      copy.shown = shown;
      return copy;
    }
  }

  /**
   * Nothing is sent on its own, and nothing is watched. {@link #staleAfter} and {@link #reply} may
   * be added to it.
   */
  public static Keepalive off() {
    return OFF;
  }

  /** {@link #whenIdle} after 20 s, with 20 s for the pong. */
  public static Keepalive standard() {
    return whenIdle(STANDARD);
  }

  /**
   * Pings when nothing was received for so long. While messages come nothing is sent.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public static Keepalive whenIdle(Duration interval) {
    return pinging(interval, false);
  }

  /**
   * Pings so often, whatever comes: for those who measure, and against routers that forget a way on
   * which nothing is sent. The next ping waits for the answer to the last.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public static Keepalive periodic(Duration interval) {
    return pinging(interval, true);
  }

  private static Keepalive pinging(Duration interval, boolean periodic) {
    Values values = new Values();
    values.interval = positive("keepalive interval", interval);
    values.periodic = periodic;
    return new Keepalive(values);
  }

  /**
   * How long nothing may be received after a ping: then the connection ends. Anything that comes
   * counts, not only the pong, which may be stuck behind a long message; with {@link #answeredBy}
   * any whole message does. So does it if the network, having taken nothing, takes bytes again.
   * Default 20 s.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public Keepalive pongTimeout(Duration timeout) {
    Values copy = values.copy();
    copy.pongTimeout = positive("pong timeout", timeout);
    return new Keepalive(copy);
  }

  /**
   * For how long no data message may come before the connection ends: a feed that is silent is
   * dead, whatever the pongs say. Pings, pongs and their like of the application's ({@link
   * #answeredBy}, {@link #reply}) do not count. Default: for ever.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public Keepalive staleAfter(Duration silence) {
    Values copy = values.copy();
    copy.stale = positive("stale time", silence);
    return new Keepalive(copy);
  }

  /** For how long nothing at all may come before the connection is closed: of a server's. */
  Keepalive idleAfter(Duration silence) {
    Values copy = values.copy();
    copy.idle = positive("idle time-out", silence);
    return new Keepalive(copy);
  }

  /** Sends a text message with each ping: {@link #message}. */
  public Keepalive text(String ping) {
    return message(new Message.Text(ping));
  }

  /**
   * Sends a message with each ping, for servers that only look at those. What it is answered by is
   * to be said with {@link #answeredBy}; then no ping frames are sent.
   *
   * @param ping its bytes, if it has any, must not change
   * @throws IllegalArgumentException if a text holds a lone surrogate
   * @throws IllegalStateException if there is neither {@link #whenIdle} nor {@link #periodic}
   */
  public Keepalive message(Message ping) {
    if (values.interval == 0) {
      throw new IllegalStateException("a ping message needs whenIdle or periodic before it");
    }
    Values copy = values.copy();
    copy.ping = encodable(ping);
    return new Keepalive(copy);
  }

  /** What answers a ping message is a text that reads so: {@link #answeredBy(Predicate)}. */
  public Keepalive answeredBy(String text) {
    return answeredBy(readsSo(text));
  }

  /**
   * Which messages answer the ping message. They are not given to the application, unless {@link
   * #showMessages}. The test is called for every message, by whichever thread reads; if it throws,
   * the connection ends with 1011.
   *
   * @throws IllegalStateException if there is no {@link #message}
   */
  public Keepalive answeredBy(Predicate<? super MessageView> test) {
    if (values.ping == null) {
      throw new IllegalStateException("an answer needs a ping message before it");
    }
    Values copy = values.copy();
    copy.answer = Objects.requireNonNull(test, "test");
    return new Keepalive(copy);
  }

  /** Answers the text {@code question} with the text {@code answer}: the one with a test. */
  public Keepalive reply(String question, String answer) {
    return reply(readsSo(question), new Message.Text(answer));
  }

  /**
   * Answers the server's own ping messages, which are not given to the application, unless {@link
   * #showMessages}. If more come than can be answered, the newest answer goes out.
   *
   * @param test which messages are answered; as for {@link #answeredBy(Predicate)}
   * @param answer its bytes, if it has any, must not change
   * @throws IllegalArgumentException if a text holds a lone surrogate
   */
  public Keepalive reply(Predicate<? super MessageView> test, Message answer) {
    Values copy = values.copy();
    copy.question = Objects.requireNonNull(test, "test");
    copy.reply = encodable(answer);
    return new Keepalive(copy);
  }

  /** The application gets the messages of {@link #answeredBy} and {@link #reply} as well. */
  public Keepalive showMessages() {
    Values copy = values.copy();
    copy.shown = true;
    return new Keepalive(copy);
  }

  private static Message encodable(Message message) {
    if (message.isText()) {
      Encodable.check(message.text());
    }
    return message;
  }

  private static Predicate<MessageView> readsSo(String text) {
    Objects.requireNonNull(text, "text");
    return message -> message.contentEquals(text);
  }

  private static long positive(String what, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + " of " + value + " is not positive");
    }
    return Deadline.nanos(value);
  }

  /** Whether there is nothing to do at all. */
  boolean isOff() {
    return values.interval == 0 && values.stale == 0 && values.idle == 0 && values.question == null;
  }

  /** In nanoseconds; 0 for no pings. */
  long interval() {
    return values.interval;
  }

  boolean periodic() {
    return values.periodic;
  }

  /** In nanoseconds. */
  long pongTimeout() {
    return values.pongTimeout;
  }

  /** In nanoseconds; 0 for never. */
  long stale() {
    return values.stale;
  }

  /** In nanoseconds; 0 for never. */
  long idle() {
    return values.idle;
  }

  /** The message that goes out with a ping, or in its place; null if there is none. */
  Message ping() {
    return values.ping;
  }

  /** Whether messages answer, so that there are no ping frames. */
  boolean answeredByMessages() {
    return values.answer != null;
  }

  /** Whether a message answers the ping message. */
  boolean isAnswer(MessageView message) {
    return values.answer != null && values.answer.test(message);
  }

  /** Whether a message is to be answered with {@link #reply()}. */
  boolean isQuestion(MessageView message) {
    return values.question != null && values.question.test(message);
  }

  Message reply() {
    return values.reply;
  }

  /** Whether its messages are the application's too. */
  boolean shown() {
    return values.shown;
  }
}
