package io.github.wirespeed.cli;

import io.github.wirespeed.CloseReport;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.WebSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One connection. */
final class SingleLine implements Line {
  private final WebSocket webSocket;
  private ConnectionClosedException end; // the receiving thread's

  SingleLine(WebSocket webSocket) {
    this.webSocket = webSocket;
  }

  @Override
  public String receive() throws IOException {
    try {
      return Shown.received(webSocket.receiveView());
    } catch (ConnectionClosedException e) {
      end = e;
      return null;
    }
  }

  @Override
  public void send(String text) throws IOException {
    webSocket.send(text);
  }

  @Override
  public Duration ping() throws IOException {
    return webSocket.ping();
  }

  @Override
  public void close(int code, String reason) {
    webSocket.close(code, reason);
  }

  @Override
  public void close() {
    webSocket.close();
  }

  @Override
  public boolean isOpen() {
    return webSocket.isOpen();
  }

  @Override
  public boolean closedHere() {
    return end.closedHere();
  }

  @Override
  public boolean endedNormally() {
    return end.isNormal();
  }

  @Override
  public List<String> howItEnded() {
    // The report of now, not that of the exception: the answer to our Close may have come since.
    CloseReport report = webSocket.report();
    return List.of(Shown.end(end, report), Shown.traffic(report));
  }
}
