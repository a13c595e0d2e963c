package io.github.wirespeed.client;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.LoopHandler;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.transport.TcpConnecting;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The channels of one attempt that its loop watches. Loop thread only. */
final class Watches {
  private final EventLoop loop;
  private final LoopHandler handler;
  private final Map<SocketChannel, Registration> places = new LinkedHashMap<>(2);

  Watches(EventLoop loop, LoopHandler handler) {
    this.loop = loop;
    this.handler = handler;
  }

  /** Watches these until one is connected, and nothing else. */
  void connecting(Collection<TcpConnecting> all) throws IOException {
    List<SocketChannel> channels = new ArrayList<>(all.size());
    for (TcpConnecting each : all) {
      channels.add(each.channel());
    }
    dropUnless(channels::contains);
    for (SocketChannel channel : channels) {
      watch(channel, SelectionKey.OP_CONNECT);
    }
  }

  /** Watches this one for these operations, 0 for none, and nothing else. */
  Registration connected(SocketChannel channel, int ops) throws IOException {
    dropUnless(watched -> watched == channel);
    return watch(channel, ops);
  }

  /** Watches this one no more: its place in the loop, with interest 0, is the caller's. */
  Registration handOver(SocketChannel channel) throws IOException {
    Registration place = connected(channel, 0);
    places.clear();
    return place;
  }

  /** Watches nothing any more. Idempotent. */
  void end() {
    dropUnless(channel -> false);
  }

  private Registration watch(SocketChannel channel, int ops) throws IOException {
    Registration place = places.get(channel);
    if (place == null) {
      place = loop.register(channel, ops, handler);
      places.put(channel, place);
    } else {
      place.interest(ops);
    }
    return place;
  }

  private void dropUnless(Predicate<SocketChannel> wanted) {
    places
        .entrySet()
        .removeIf(
            each -> {
              boolean unwanted = !wanted.test(each.getKey());
              if (unwanted) {
                each.getValue().cancel();
              }
              return unwanted;
            });
  }
}
