package io.github.wirespeed;

import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.transport.Transport;
import java.nio.ByteBuffer;

/** A connection whose messages go to a {@link MessageHandler}. */
final class HandledConnection extends Connection {
  private final MessageHandler handler;
  private final InboundHandler inbound;

  HandledConnection(
      Home home,
      WebSocketOptions options,
      Transport transport,
      Registration registration,
      Opened opened,
      ByteBuffer first,
      MessageHandler handler) {
    super(home, options, transport, registration, opened);
    this.handler = handler;
    this.inbound = new InboundHandler(this, first, handler);
  }

  @Override
  InboundHandler inbound() {
    return inbound;
  }

  @Override
  @SuppressWarnings("CatchingUnchecked") // whatever it is, it ends this connection and no other
  void start() {
    try {
      handler.onOpen(this);
    } catch (Throwable t) {
      crash(t);
    }
    super.start();
  }

  @Override
  @SuppressWarnings("CatchingUnchecked") // it has the last word, and nobody listens
  void told(ConnectionClosedException how) {
    try {
      handler.onClosed(this, how);
    } catch (Throwable t) {
      Home.LOG.log(System.Logger.Level.WARNING, "a MessageHandler failed in onClosed", t);
    }
    super.told(how);
  }
}
