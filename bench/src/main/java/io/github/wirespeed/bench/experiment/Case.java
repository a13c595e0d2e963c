package io.github.wirespeed.bench.experiment;

import java.util.List;

/**
 * Variants that are compared with each other: an experiment has one case, or one for each workload
 * or size.
 *
 * @param name of the workload or size, such as "rr 256 B"; empty if there is but one
 * @param unit in which an operation's time is shown
 * @param variants the shipped one first
 */
public record Case(String name, Unit unit, List<Variant> variants) {

  /** Of the time of one operation. Less is better, always. */
  public enum Unit {
    NANOS("ns", 1),
    MICROS("us", 1e3);

    private final String label;
    private final double nanos;

    Unit(String label, double nanos) {
      this.label = label;
      this.nanos = nanos;
    }

    /** As it is shown. */
    public String label() {
      return label;
    }

    /** A time in nanoseconds in this unit. */
    public double of(double time) {
      return time / nanos;
    }
  }

  public Case {
    if (variants.isEmpty()
        || !variants.get(0).shipped()
        || variants.stream().filter(Variant::shipped).count() != 1) {
      throw new IllegalArgumentException(
          "case '" + name + "' needs its one shipped variant first: " + variants);
    }
    variants = List.copyOf(variants);
  }
}
