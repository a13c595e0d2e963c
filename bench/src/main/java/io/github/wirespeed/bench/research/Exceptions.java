package io.github.wirespeed.bench.research;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.Message;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Lab;
import io.github.wirespeed.bench.experiment.Trial;
import io.github.wirespeed.bench.experiment.Variant;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Exceptions that are made once, or each time, with and without a stack trace. They are thrown some
 * ten frames from the bottom of the stack: a trace costs more, the deeper it is.
 */
final class Exceptions {
  @SuppressWarnings("StaticAssignmentOfThrowable") // it is never thrown by itself
  private static final IOException CAUSE = new IOException("closed by this side with 1000");

  private static final InTurn<Over> MADE = made();

  static final Experiment EXPERIMENT =
      new Study(
          "exceptions",
          "Is it worth it to make the exception of an end only once?",
          "StopIteration cached +0.4 %",
          "A stack trace is what an exception costs: the JVM walks the stack, and the"
              + " deeper it is the longer it takes, microseconds in an application. Without one"
              + " an exception is a small object, some ten nanoseconds; made once it is a"
              + " reference. So the library's iteration and stages end with the connection's one"
              + " exception, which has the trace of where the connection ended, and join wraps"
              + " it in one without a trace of its own (decision 11). The report found next to"
              + " nothing in caching StopIteration, as in Python it has no trace until it is"
              + " raised.",
          List.of(
              new Case(
                  "end of an iteration",
                  Case.Unit.NANOS,
                  List.of(
                      Variant.shipped(
                          "made once",
                          "by each connection; as the library does it, without what it asks first",
                          Micro.of(ended(() -> MADE.next()))),
                      Variant.alternative(
                          "new, no stack trace", "", Micro.of(ended(() -> new Over(false)))),
                      Variant.alternative("new", "", Micro.of(ended(() -> new Over(true)))),
                      Variant.alternative(
                          "made once, all of it",
                          "shipped: the iterator of a connection that is closed",
                          lab -> closed(lab, Exceptions::ended)))),
              new Case(
                  "join of a failed receive",
                  Case.Unit.NANOS,
                  List.of(
                      Variant.shipped(
                          "new, no stack trace",
                          "around the connection's own cause",
                          lab -> closed(lab, Exceptions::joined)),
                      Variant.alternative(
                          "new",
                          "around one cause, without a connection to ask",
                          Micro.of(() -> thrown(() -> new CompletionException(CAUSE)))),
                      Variant.alternative(
                          "new, and its cause",
                          "likewise",
                          Micro.of(() -> thrown(Exceptions::allNew)))))));

  private Exceptions() {}

  private static InTurn<Over> made() {
    Over[] all = new Over[InTurn.COUNT];
    Arrays.setAll(all, i -> new Over(true));
    return new InTurn<>(all);
  }

  /** The end of the messages, as heavy to make as the library's. */
  private static final class Over extends Exception {
    private static final long serialVersionUID = 1L;

    Over(boolean trace) {
      super("closed by this side with 1000", null, false, trace);
    }
  }

  /** As the library's iterator over a connection that has ended. */
  private static final class Ended implements Iterator<Object> {
    private final Supplier<Over> source;
    private Object next;

    Ended(Supplier<Over> source) {
      this.source = source;
    }

    @Override
    public boolean hasNext() {
      try {
        next = receive();
      } catch (Over e) {
        Sink.take(e);
      }
      return next != null;
    }

    private Object receive() throws Over {
      throw source.get();
    }

    @Override
    public Object next() {
      throw new NoSuchElementException("there is none");
    }
  }

  private interface Use {
    void of(AsyncWebSocket webSocket);
  }

  private static Trial closed(Lab lab, Use use) {
    WebSocketClient client = WebSocketClient.builder().waitStrategy(lab.waitStrategy()).build();
    AsyncWebSocket webSocket = client.connectAsync(lab.echo()).join();
    webSocket.close().join();
    return new Micro(() -> use.of(webSocket), client::close);
  }

  private static void ended(AsyncWebSocket webSocket) {
    Sink.take(webSocket.iterator().hasNext());
  }

  private static Micro.Operation ended(Supplier<Over> source) {
    return () -> Sink.take(new Ended(source).hasNext());
  }

  private static void joined(AsyncWebSocket webSocket) {
    try {
      Message message = webSocket.receive().join();
      throw new IllegalStateException("a message of a closed connection: " + message);
    } catch (CompletionException e) {
      Sink.take(e);
    }
  }

  private static CompletionException allNew() {
    return new CompletionException(new IOException("closed by this side with 1000"));
  }

  private static void thrown(Supplier<CompletionException> made) {
    try {
      throw made.get();
    } catch (CompletionException e) {
      Sink.take(e);
    }
  }
}
