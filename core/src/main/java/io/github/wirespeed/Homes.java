package io.github.wirespeed;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.protocol.Limits;
import io.github.wirespeed.protocol.Role;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** The homes of a client's, a poller's or a server's connections, each made once. Any thread. */
final class Homes {
  private final Role role;
  private final BiConsumer<WebSocketConnection, ConnectionClosedException> listener;
  private final ConcurrentHashMap<Sizes, Halves> halves = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Place, Home> homes = new ConcurrentHashMap<>();

  /** What halves are made for. */
  private record Sizes(Limits limits, int fragmentSize) {}

  /** What connections have in common that share a home. */
  private record Place(EventLoop loop, Sizes sizes) {}

  Homes(Role role, BiConsumer<WebSocketConnection, ConnectionClosedException> listener) {
    this.role = role;
    this.listener = listener;
  }

  /**
   * Where a connection with these options lives.
   *
   * @param driver of the loop; null where it has a thread of its own
   */
  Home home(EventLoop loop, Home.Driver driver, WebSocketOptions options) {
    Sizes sizes = new Sizes(options.limits(), options.fragmentSize());
    Place place = new Place(loop, sizes);
    Home known = homes.get(place);
    if (known != null) {
      return known;
    }
    homes.keySet().removeIf(other -> other.loop().ended());
    Halves lent =
        halves.computeIfAbsent(sizes, s -> new Halves(role, s.limits(), s.fragmentSize()));
    return homes.computeIfAbsent(place, p -> new Home(loop, lent, driver, listener));
  }

  /** Whether a home is one of these. */
  boolean has(Home home) {
    return home.halves().role() == role && home.listener() == listener;
  }
}
