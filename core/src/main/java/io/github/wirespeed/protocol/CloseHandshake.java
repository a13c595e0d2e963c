package io.github.wirespeed.protocol;

import java.util.Objects;

/**
 * How a connection ends (RFC 6455 section 7): the only state that the reading and the writing side
 * share. A value: each event gives the next one, so that whoever holds it decides how it is shared.
 *
 * <pre>
 *  state            sent Close       received Close   failed           end of stream
 *  OPEN             LOCAL_CLOSING    REMOTE_CLOSING   FAILED           ENDED
 *  LOCAL_CLOSING    -                CLOSED           FAILED           ENDED
 *  REMOTE_CLOSING   CLOSED           -                -                ENDED
 *  CLOSED           -                -                -                ENDED
 *  FAILED           (stays)          -                -                ENDED
 *  ENDED            -                -                -                -
 * </pre>
 *
 * A dash is an event that changes nothing.
 *
 * @param state where the handshake stands
 * @param sent what our Close said; null while none was sent
 * @param received what the peer's Close said; null while none came
 * @param receivedFirst whether the peer's Close came before ours was sent
 */
public record CloseHandshake(
    State state, CloseStatus sent, CloseStatus received, boolean receivedFirst) {

  /** Where the handshake stands. */
  public enum State {
    /** No Close either way. */
    OPEN,
    /** Ours is sent, the peer's is awaited. */
    LOCAL_CLOSING,
    /** The peer's came, ours is owed. */
    REMOTE_CLOSING,
    /** Both are exchanged: a clean end. */
    CLOSED,
    /** The peer broke the protocol: nothing more is read, its Close included (RFC 6455 7.1.7). */
    FAILED,
    /** The TCP connection is gone. */
    ENDED
  }

  /** The start of every connection. */
  public static final CloseHandshake OPEN = new CloseHandshake(State.OPEN, null, null, false);

  /** Refuses a value without a state. */
  public CloseHandshake {
    Objects.requireNonNull(state, "state");
  }

  /** Our Close is on its way. */
  public CloseHandshake send(CloseStatus status) {
    return switch (state) {
      case OPEN -> new CloseHandshake(State.LOCAL_CLOSING, status, received, false);
      case REMOTE_CLOSING -> new CloseHandshake(State.CLOSED, status, received, true);
      // RFC 6455 7.1.7: the Close that tells the peer why; nothing is awaited in return.
      case FAILED ->
          sent == null ? new CloseHandshake(State.FAILED, status, received, false) : this;
      default -> this;
    };
  }

  /** The peer's Close came. */
  public CloseHandshake receive(CloseStatus status) {
    return switch (state) {
      case OPEN -> new CloseHandshake(State.REMOTE_CLOSING, sent, status, true);
      case LOCAL_CLOSING -> new CloseHandshake(State.CLOSED, sent, status, false);
      default -> this;
    };
  }

  /** The peer broke the protocol. */
  public CloseHandshake fail() {
    return state == State.OPEN || state == State.LOCAL_CLOSING
        ? new CloseHandshake(State.FAILED, sent, received, false)
        : this;
  }

  /** The TCP connection ended. */
  public CloseHandshake end() {
    return state == State.ENDED
        ? this
        : new CloseHandshake(State.ENDED, sent, received, receivedFirst);
  }

  /**
   * Whether this side still owes a Close: the peer's came, or the peer failed, and none was sent.
   */
  public boolean closeOwed() {
    return state == State.REMOTE_CLOSING || (state == State.FAILED && sent == null);
  }

  /**
   * Whether the TCP connection is now expected to end: nothing more will be read or written on it.
   * RFC 6455 7.1.1: the server closes it; a client waits for that, a while.
   */
  public boolean closeExpected() {
    return (state == State.CLOSED || state == State.FAILED) && sent != null;
  }

  /** Both Close frames went through. */
  public boolean clean() {
    return sent != null && received != null;
  }

  /** The peer's status, or the one that stands for none: 1006 (RFC 6455 7.1.5). */
  public CloseStatus status() {
    return received != null ? received : CloseStatus.ABNORMAL;
  }
}
