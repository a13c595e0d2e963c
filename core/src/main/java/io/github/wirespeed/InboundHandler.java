package io.github.wirespeed;

import java.nio.ByteBuffer;

/** The reading hand of a connection with a {@link MessageHandler}: what comes is shown to it. */
final class InboundHandler extends Inbound {
  private final WebSocketConnection shown;
  private final MessageHandler handler;

  InboundHandler(Connection connection, ByteBuffer first, MessageHandler handler) {
    super(connection, first);
    this.shown = connection;
    this.handler = handler;
  }

  /** What the handler is shown beside messages, which must not cost an object. */
  private interface Showing {
    void show() throws Exception;
  }

  @Override
  @SuppressWarnings("CatchingUnchecked") // whatever it is, it ends this connection and no other
  void message(Halves.Reads from) {
    if (actor.ending().closing()) {
      return; // nothing is delivered after a close
    }
    try {
      handler.onMessage(shown, from.message());
    } catch (Throwable t) {
      actor.crash(t);
      end();
    }
  }

  @Override
  void ping(ByteBuffer payload) {
    show(() -> handler.onPing(shown, payload.asReadOnlyBuffer()));
  }

  @Override
  void pong(ByteBuffer payload) {
    show(() -> handler.onPong(shown, payload.asReadOnlyBuffer()));
  }

  @SuppressWarnings("CatchingUnchecked") // likewise
  private void show(Showing showing) {
    if (actor.ending().closing()) {
      return; // nothing is delivered after a close
    }
    try {
      showing.show();
    } catch (Throwable t) {
      actor.crash(t);
      end();
    }
  }

  /**
   * A client that makes a server send and does not read what it is sent is not read from either:
   * what it can make the server hold is one mailbox and one message.
   */
  @Override
  boolean wantsMessage() {
    return !actor.outbound().behind() || actor.ending().closing();
  }

  @Override
  boolean wantsBytes() {
    return wantsMessage();
  }

  @Override
  void serve() {
    // Nobody asks for anything.
  }

  @Override
  void tellEnd() {
    // It is told once, when the connection is over.
  }

  @Override
  void restOthers() {
    // There is nothing else.
  }

  @Override
  void takeWaiting() {
    // A handler is shown its messages in turns of the loop, which takes all there are.
  }
}
