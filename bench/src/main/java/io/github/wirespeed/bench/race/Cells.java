package io.github.wirespeed.bench.race;

import java.util.List;
import java.util.function.Predicate;

/** Some of a run's cells, as {@code --again} names them. */
final class Cells {
  private Cells() {}

  /**
   * Those that one of these means: CLIENT@PLACE, PLACE alone, or CLIENT@ for all its places.
   *
   * @throws IllegalArgumentException naming the one that means none of these rounds
   */
  static Predicate<Measured> of(List<String> names, List<Measured> rounds) {
    Predicate<Measured> any = round -> false;
    for (String name : names) {
      Predicate<Measured> one = of(name);
      if (rounds.stream().noneMatch(one)) {
        throw new IllegalArgumentException(
            "'"
                + name
                + "' is nothing that was measured there: it is CLIENT@PLACE, PLACE or CLIENT@, such"
                + " as "
                + example(rounds));
      }
      any = any.or(one);
    }
    return any;
  }

  private static Predicate<Measured> of(String name) {
    int at = name.indexOf('@');
    String client = at < 0 ? "" : name.substring(0, at);
    String place = name.substring(at + 1);
    return round ->
        (client.isEmpty() || round.entrant().is(client))
            && (place.isEmpty() ? !client.isEmpty() : round.place().is(place));
  }

  private static String example(List<Measured> rounds) {
    return rounds.isEmpty()
        ? "jdk@rr/256/plain/netty"
        : rounds.get(0).entrant().name() + "@" + rounds.get(0).place().name();
  }
}
