package io.github.wirespeed.bench;

import io.github.wirespeed.Message;
import io.github.wirespeed.WebSocket;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The client that is measured: the blocking {@link WebSocket}, used as its documentation says. */
final class BlockingSession implements Session {
  private final WebSocket webSocket;
  private final Workload workload;
  private final int payloadBytes;
  private final boolean owned;
  private final ByteBuffer payload;

  /** Where received messages are put, so that no compiler may leave them out. */
  private Message kept;

  /**
   * A session.
   *
   * @param owned receive messages to keep, else views
   */
  BlockingSession(WebSocket webSocket, Workload workload, int payloadBytes, boolean owned) {
    this.webSocket = webSocket;
    this.workload = workload;
    this.payloadBytes = payloadBytes;
    this.owned = owned;
    this.payload = Payload.direct(payloadBytes);
  }

  @Override
  public void begin(int messages) throws IOException {
    if (workload != Workload.RR) {
      ByteBuffer command = ByteBuffer.allocate(Command.BYTES);
      new Command(workload.mode(), messages, payloadBytes, payloadBytes).put(command);
      webSocket.send(command.flip());
    }
  }

  @Override
  public void message() throws IOException {
    if (workload != Workload.DOWNLOAD) {
      webSocket.send(payload.clear());
    }
    if (workload != Workload.UPLOAD) {
      receive();
    }
  }

  private void receive() throws IOException {
    int size;
    if (owned) {
      kept = webSocket.receive();
      size = kept.bytes().length;
    } else {
      size = webSocket.receiveView().size();
    }
    if (size != payloadBytes) {
      throw new IOException("a message of " + size + " bytes came back for one of " + payloadBytes);
    }
  }

  @Override
  public void end() throws IOException {
    if (workload == Workload.UPLOAD) {
      int size = webSocket.receiveView().size();
      if (size != Command.ACK_BYTES) {
        throw new IOException("acknowledgement of " + size + " bytes");
      }
    }
  }

  @Override
  public void close() {
    webSocket.close();
  }
}
