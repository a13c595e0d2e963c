package io.github.wirespeed;

import io.github.wirespeed.loop.AdaptiveSpin;
import io.github.wirespeed.loop.Spin;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * How a thread passes the time until bytes arrive or can be written. A wake-up by the kernel costs
 * tens of microseconds, several times what a small message costs, so the choice decides the
 * latency; it is paid for in CPU time while waiting.
 *
 * <table>
 *   <caption>The three strategies</caption>
 *   <tr><th></th><th>waits by</th><th>for</th></tr>
 *   <tr><td>{@link #adaptive()}</td><td>yield-spinning for up to 50 µs, then parking; learns when
 *     spinning does not pay and then costs no CPU</td><td>nearly everybody; the default</td></tr>
 *   <tr><td>{@link #blocking()}</td><td>parking at once</td><td>machines where every cycle is
 *     spoken for</td></tr>
 *   <tr><td>{@link #spinning()}</td><td>never parking</td><td>a thread with a core of its own</td></tr>
 * </table>
 *
 * <p>A virtual thread never spins on its carrier, whatever the strategy. Immutable.
 */
public final class WaitStrategy {
  private static final WaitStrategy ADAPTIVE = new WaitStrategy("adaptive", AdaptiveSpin::new);
  private static final WaitStrategy BLOCKING = new WaitStrategy("blocking", () -> Spin.NONE);
  private static final WaitStrategy SPINNING = new WaitStrategy("spinning", () -> Spin.FOREVER);

  private final String name;
  private final Supplier<Spin> spins;

  private WaitStrategy(String name, Supplier<Spin> spins) {
    this.name = name;
    this.spins = spins;
  }

  /** Spins for up to 50 µs where that has paid lately, then parks. */
  public static WaitStrategy adaptive() {
    return ADAPTIVE;
  }

  /**
   * Spins for up to {@code bound} where that has paid lately, then parks.
   *
   * @throws IllegalArgumentException if the bound is not positive
   */
  public static WaitStrategy adaptive(Duration bound) {
    long nanos = bound.toNanos();
    if (nanos <= 0) {
      throw new IllegalArgumentException("spin bound of " + bound + " is not positive");
    }
    return new WaitStrategy("adaptive(" + bound + ")", () -> new AdaptiveSpin(nanos));
  }

  /** Parks at once. */
  public static WaitStrategy blocking() {
    return BLOCKING;
  }

  /** Never parks. */
  public static WaitStrategy spinning() {
    return SPINNING;
  }

  /**
   * One of the three by its name.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static WaitStrategy named(String name) {
    return switch (Objects.requireNonNull(name, "name")) {
      case "adaptive" -> ADAPTIVE;
      case "blocking" -> BLOCKING;
      case "spinning" -> SPINNING;
      default ->
          throw new IllegalArgumentException(
              "no wait strategy '" + name + "': it is adaptive, blocking or spinning");
    };
  }

  /** The state of one waiting place: for this project's own event loops. */
  @SuppressWarnings("exports") // Spin is for the modules of this project only
  public Spin newSpin() {
    return spins.get();
  }

  /** The strategy's name. */
  @Override
  public String toString() {
    return name;
  }
}
