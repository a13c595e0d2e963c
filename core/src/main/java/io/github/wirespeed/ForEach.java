package io.github.wirespeed;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Gives messages to an action one after the other. However many are there already, the stack does
 * not grow with them: whoever finds the loop running leaves it another turn.
 */
final class ForEach implements StageHost {
  private final AsyncWebSocket webSocket;
  private final Function<? super Message, ? extends CompletionStage<?>> action;
  private final PendingStage<Void> done = new PendingStage<>(this);
  private final AtomicInteger turns = new AtomicInteger();
  // The receive that it waits for, if it does; a cancel must not leave it behind.
  private volatile Stage<Message> waiting;

  ForEach(
      AsyncWebSocket webSocket, Function<? super Message, ? extends CompletionStage<?>> action) {
    this.webSocket = webSocket;
    this.action = action;
  }

  Stage<Void> start() {
    turn();
    return done;
  }

  private void turn() {
    if (turns.getAndIncrement() == 0) {
      do {
        next();
      } while (turns.decrementAndGet() > 0);
    }
  }

  private void next() {
    if (done.settled()) {
      return; // cancelled
    }
    Stage<Message> message = webSocket.receive();
    if (message instanceof ReadyStage<Message> ready) {
      act(ready.join(), null);
      return;
    }
    waiting = message;
    if (done.settled()) {
      cancelled(); // meanwhile: whoever did so may not have seen it
    }
    CompletableFuture<Message> unused = message.whenComplete(this::act);
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is, it ends this connection and no other
  private void act(Message message, Throwable failure) {
    if (failure != null) {
      end(failure);
      return;
    }
    try {
      CompletionStage<?> dealtWith = action.apply(message);
      if (dealtWith == null || dealtWith == ReadyStage.VOID) {
        turn();
      } else {
        CompletionStage<?> unused =
            dealtWith.whenComplete(
                (ignored, failed) -> {
                  if (failed == null) {
                    turn();
                  } else {
                    crash(failed);
                  }
                });
      }
    } catch (Throwable t) {
      crash(t);
    }
  }

  private void end(Throwable failure) {
    Throwable why =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (done.claim()) {
      if (why instanceof ConnectionClosedException closed && closed.isNormal()) {
        done.complete(null);
      } else {
        done.fail(why);
      }
    }
  }

  private void crash(Throwable failed) {
    webSocket.crash(failed);
    if (done.claim()) {
      done.fail(failed);
    }
  }

  @Override
  public void await(PendingStage<?> stage, long deadline, boolean interruptibly)
      throws InterruptedException {
    webSocket.await(stage, deadline, interruptibly);
  }

  @Override
  public void work(PendingStage<?> stage, long deadline) {
    webSocket.work(stage, deadline);
  }

  @Override
  public void relied() {
    webSocket.relied();
  }

  @Override
  public void cancelled() {
    Stage<Message> receive = waiting;
    if (receive != null) {
      receive.cancel();
    }
  }

  @Override
  public void dispatch(Runnable completion) {
    webSocket.dispatch(completion);
  }
}
