package io.github.wirespeed.server;

import io.github.wirespeed.loop.EventLoop;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A publication on its way: done when every branch has passed it, every subscriber that makes
 * publishers wait has room for it, and the backplane has accepted it. It knows nothing of the log,
 * which whoever keeps it would otherwise keep as well. Any thread.
 */
final class Publishing extends CompletableFuture<Void> {
  private static final VarHandle AWAITED;

  static {
    try {
      AWAITED = MethodHandles.lookup().findVarHandle(Publishing.class, "awaited", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Topic topic;
  private final int bytes; // that it takes of the topic's room

  @SuppressWarnings("UnusedVariable") // through AWAITED
  private volatile int awaited; // parts that are not done

  private volatile Throwable failure; // of the backplane

  Publishing(Topic topic, int bytes) {
    this.topic = topic;
    this.bytes = bytes;
  }

  /** Has so many parts in all. Before anybody else knows of it. */
  void parts(int count) {
    awaited = count;
  }

  /** One part more; for somebody whose own part is not done yet. */
  void another() {
    AWAITED.getAndAdd(this, 1);
  }

  /** The backplane did not accept it. Before that part is done. */
  void failed(Throwable cause) {
    failure = cause;
  }

  /** A part is done. */
  void part() {
    if ((int) AWAITED.getAndAdd(this, -1) != 1) {
      return;
    }
    topic.giveRoom(bytes);
    if (failure == null) {
      complete(null);
    } else {
      completeExceptionally(failure);
    }
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }

  @Override
  public Void join() {
    refuseInLoop();
    return super.join();
  }

  @Override
  public Void get() throws InterruptedException, ExecutionException {
    refuseInLoop();
    return super.get();
  }

  private void refuseInLoop() {
    if (isDone()) {
      return;
    }
    for (Branch branch : topic.audience().branches()) {
      EventLoop loop = branch.loop();
      if (loop.inLoop()) {
        throw new IllegalStateException(
            "a publication to \""
                + topic.name()
                + "\" cannot be waited for by a loop that has to"
                + " deliver it");
      }
    }
  }
}
