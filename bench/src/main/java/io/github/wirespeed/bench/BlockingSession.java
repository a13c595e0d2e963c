package io.github.wirespeed.bench;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Message;
import io.github.wirespeed.WebSocket;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The blocking {@link WebSocket}, used as its documentation says. */
final class BlockingSession extends WaitingSession {
  private final WebSocket webSocket;
  private final boolean owned;
  private final ByteBuffer payload;
  private final ByteBuffer command = ByteBuffer.allocate(Command.BYTES);

  /** Where received messages are put, so that no compiler may leave them out. */
  private Message kept;

  /**
   * A session.
   *
   * @param owned receive messages to keep, and by {@code receive}; else views, or by iterating
   */
  BlockingSession(WebSocket webSocket, Workload workload, int payloadBytes, boolean owned) {
    super(workload, payloadBytes);
    this.webSocket = webSocket;
    this.owned = owned;
    this.payload = Payload.direct(payloadBytes);
    if (workload == Workload.ERRORS) {
      webSocket.close();
    }
  }

  @Override
  void command(int messages) throws IOException {
    if (!workload.echoed()) {
      Command.put(command.clear(), workload.mode(), messages, payloadBytes, payloadBytes);
      webSocket.send(command.flip());
    }
  }

  @Override
  void send(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      webSocket.send(payload.clear());
    }
  }

  @Override
  void receive(int count) throws IOException {
    if (owned) {
      receiveOwned(count);
    } else if (workload == Workload.ITERATE) {
      iterate(count);
    } else {
      receiveViews(count);
    }
  }

  private void receiveViews(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      check(webSocket.receiveView().size());
    }
  }

  private void receiveOwned(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      kept = webSocket.receive();
      check(kept.bytes().length);
    }
  }

  private void iterate(int count) throws IOException {
    int left = count;
    for (Message message : webSocket) {
      kept = message;
      check(message.bytes().length);
      if (--left == 0) {
        return;
      }
    }
    throw new IOException("the connection ended before its last " + left + " messages");
  }

  @Override
  int fail(int operations) throws IOException {
    int failed = 0;
    for (int i = 0; i < operations; i++) {
      try {
        if ((i & 1) == 0) {
          webSocket.send(payload.clear());
        } else {
          webSocket.receiveView();
        }
      } catch (ConnectionClosedException e) {
        failed++;
      }
    }
    return failed;
  }

  @Override
  void acknowledged() throws IOException {
    checkAcknowledgement(webSocket.receiveView().size());
  }

  @Override
  public void close() {
    webSocket.close();
  }
}
