package io.github.wirespeed.bench.research;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Lab;
import io.github.wirespeed.bench.experiment.Trial;
import io.github.wirespeed.bench.experiment.Variant;
import io.github.wirespeed.loop.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A loop that the connection knows, against one that is looked up for each operation. */
final class Lookups {
  private static final int BYTES = 256;

  /** Connections that the map has beside the one that is asked for. */
  private static final int OTHERS = 1000;

  static final Experiment EXPERIMENT =
      new Study(
          "loop-lookup",
          "What does it save that a connection belongs to one loop for life, and knows it?",
          "event loop cached +0.4 %, later 1-2 %",
          "The lookup by itself is several times the field: a ThreadLocal is a probe of a"
              + " hash table, and the map a hash, a fence and a comparison. But two of them are"
              + " tens of nanoseconds of a round trip of several microseconds, under the spread"
              + " of any run, as the report's 0.4 % was. What a connection gains by belonging to"
              + " one loop for life is not the lookup: nothing about it ever has to be moved or"
              + " locked.",
          List.of(alone(), roundTrip()));

  private Lookups() {}

  /** What has a loop. */
  private static final class Owner {
    private final EventLoop loop;

    Owner(EventLoop loop) {
      this.loop = loop;
    }
  }

  /** Ways to find the loop of an owner. */
  private enum Way {
    FIELD("held by the connection", "") {
      @Override
      Function<Owner, EventLoop> of(EventLoop loop) {
        return owner -> owner.loop;
      }
    },
    THREAD_LOCAL("ThreadLocal", "one loop for a thread") {
      @Override
      Function<Owner, EventLoop> of(EventLoop loop) {
        ThreadLocal<EventLoop> local = ThreadLocal.withInitial(() -> loop);
        return owner -> local.get();
      }
    },
    MAP("ConcurrentHashMap", "by connection, among a thousand") {
      @Override
      Function<Owner, EventLoop> of(EventLoop loop) {
        Map<Owner, EventLoop> map = new ConcurrentHashMap<>();
        for (int i = 0; i < OTHERS; i++) {
          map.put(new Owner(loop), loop);
        }
        return owner -> map.computeIfAbsent(owner, o -> loop);
      }
    };

    private final String label;
    private final String note;

    Way(String label, String note) {
      this.label = label;
      this.note = note;
    }

    abstract Function<Owner, EventLoop> of(EventLoop loop);
  }

  private static Case alone() {
    return new Case("lookup", Case.Unit.NANOS, variants(Lookups::lookup));
  }

  private static Case roundTrip() {
    return new Case("rr 256 B", Case.Unit.MICROS, variants(Lookups::exchange));
  }

  /** Opens a trial that looks the loop up in one of the ways. */
  private interface Opening {
    Trial open(Lab lab, Way way) throws IOException;
  }

  private static List<Variant> variants(Opening opening) {
    List<Variant> variants = new ArrayList<>();
    for (Way way : Way.values()) {
      variants.add(
          way == Way.FIELD
              ? Variant.shipped(way.label, way.note, lab -> opening.open(lab, way))
              : Variant.alternative(way.label, way.note, lab -> opening.open(lab, way)));
    }
    return variants;
  }

  /** Of another connection each time: that of one alone would be looked up before the loop. */
  private static Trial lookup(Lab lab, Way way) throws IOException {
    WatchingLoop loop = new WatchingLoop(lab.waitStrategy());
    Owner[] owners = new Owner[InTurn.COUNT];
    Arrays.setAll(owners, i -> new Owner(loop.loop()));
    InTurn<Owner> owner = new InTurn<>(owners);
    Function<Owner, EventLoop> find = way.of(loop.loop());
    return new Micro(() -> Sink.take(find.apply(owner.next()).inLoop()), loop);
  }

  /** What it is of a round trip: one more lookup for the send, and one for the receive. */
  private static Trial exchange(Lab lab, Way way) throws IOException {
    WatchingLoop loop = new WatchingLoop(lab.waitStrategy());
    Owner owner = new Owner(loop.loop());
    Function<Owner, EventLoop> find = way.of(owner.loop);
    WebSocketClient client = WebSocketClient.builder().waitStrategy(lab.waitStrategy()).build();
    AsyncWebSocket webSocket = client.connectAsync(lab.echo()).join();
    ByteBuffer payload = ByteBuffer.allocateDirect(BYTES);
    return new Micro(
        () -> {
          Sink.take(find.apply(owner).inLoop());
          webSocket.send(payload.clear());
          Sink.take(find.apply(owner).inLoop());
          if (webSocket.receive().join().bytes().length != BYTES) {
            throw new IOException("another message came back");
          }
        },
        () -> {
          client.close();
          loop.close();
        });
  }
}
