package io.github.wirespeed.conformance.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.CloseReport;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketConnection;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the APIs have in common whose connections live in loops: stages, and one end for all. */
abstract class LoopClient implements Client {
  /** Ends a test that hangs; nothing is measured by it. */
  private static final long HANG_SECONDS = 30;

  private final WebSocketConnection connection;
  private final Ends ends;
  private final Stage<ConnectionClosedException> closed;

  LoopClient(WebSocketConnection connection, Ends ends) {
    this.connection = connection;
    this.ends = ends;
    this.closed = connection.closed();
  }

  /** Waits for a stage as this API is used. */
  abstract <T> T await(Stage<T> stage) throws IOException;

  /** The connection is over: lets go of its loop. */
  abstract void release();

  /** Waits for a stage on the thread that calls, which may do the connection's work meanwhile. */
  static <T> T join(Stage<T> stage) throws IOException {
    try {
      return stage.get();
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Waits for the future of a stage: others do the work. */
  static <T> T future(Stage<T> stage) throws IOException {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** What an operation failed with, as the blocking API would throw it. */
  static IOException failure(Throwable cause) {
    return cause instanceof IOException io ? io : new IOException("not of the network", cause);
  }

  static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while waiting for a stage");
  }

  @Override
  public void send(String text) throws IOException {
    await(connection.send(text));
  }

  @Override
  public void send(byte[] bytes) throws IOException {
    await(connection.send(bytes));
  }

  @Override
  public Duration ping() throws IOException {
    return await(connection.ping());
  }

  @Override
  public void pong(ByteBuffer payload) throws IOException {
    await(connection.pong(payload));
  }

  @Override
  public void close(int code, String reason) {
    over(connection.close(code, reason));
  }

  @Override
  public void close() {
    try {
      over(connection.close());
      ConnectionClosedException told = over(closed);
      ends.assertOnce(connection, told);
      assertThat(over(connection.closed())).as("asked again").isSameAs(told);
      assertThat(connection.send("late").failure()).as("send after the end").isSameAs(told);
      assertThat(connection.ping().failure()).as("ping after the end").isSameAs(told);
      assertThat(connection.trySend("late")).as("trySend after the end").isFalse();
    } finally {
      release();
    }
  }

  /** Waits for a stage that never fails. */
  private static <T> T over(Stage<T> stage) {
    try {
      return stage.get(HANG_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      throw new AssertionError("a stage of the end was not done", e);
    }
  }

  @Override
  public boolean isOpen() {
    return connection.isOpen();
  }

  @Override
  public int closeCode() {
    return connection.closeCode();
  }

  @Override
  public String closeReason() {
    return connection.closeReason();
  }

  @Override
  public String subprotocol() {
    return connection.subprotocol();
  }

  @Override
  public Map<String, List<String>> responseHeaders() {
    return connection.responseHeaders();
  }

  @Override
  public CloseReport report() {
    return connection.report();
  }

  @Override
  public SocketAddress remoteAddress() {
    return connection.remoteAddress();
  }
}
