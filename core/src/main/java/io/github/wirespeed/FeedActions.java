package io.github.wirespeed;

import io.github.wirespeed.protocol.CloseCode;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Gives the messages of a feed to an action one after the other. However many are there already,
 * the stack does not grow with them: whoever finds the loop running leaves it another turn.
 */
final class FeedActions {
  private final ReconnectingWebSocket webSocket;
  private final Function<? super Message, ? extends CompletionStage<?>> action;
  private final PendingStage<Void> done;
  private final AtomicInteger turns = new AtomicInteger();

  FeedActions(
      ReconnectingWebSocket webSocket,
      StageHost host,
      Function<? super Message, ? extends CompletionStage<?>> action) {
    this.webSocket = webSocket;
    this.action = action;
    this.done = new PendingStage<>(host);
  }

  Stage<Void> start() {
    turn();
    return done;
  }

  private void turn() {
    if (turns.getAndIncrement() == 0) {
      do {
        if (!done.settled()) {
          var unused = webSocket.receive().whenComplete(this::act);
        }
      } while (turns.decrementAndGet() > 0);
    }
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is, it ends this feed and nothing else
  private void act(Message message, Throwable failure) {
    if (failure != null) {
      end(RetryTable.unwrapped(failure));
      return;
    }
    try {
      CompletionStage<?> dealtWith = action.apply(message);
      if (dealtWith == null || dealtWith == ReadyStage.VOID) {
        turn();
      } else {
        var unused = dealtWith.whenComplete((ignored, why) -> after(why));
      }
    } catch (Throwable t) {
      after(t);
    }
  }

  private void after(Throwable why) {
    if (why == null) {
      turn();
    } else {
      var unused = webSocket.close(CloseCode.INTERNAL_ERROR, "message action failed");
      end(RetryTable.unwrapped(why));
    }
  }

  private void end(Throwable why) {
    if (done.claim()) {
      if (why instanceof NotConnectedException end && end.closedHere()) {
        done.complete(null);
      } else {
        done.fail(why);
      }
    }
  }
}
