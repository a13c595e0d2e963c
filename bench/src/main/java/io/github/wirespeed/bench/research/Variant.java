package io.github.wirespeed.bench.research;

import java.io.IOException;

/**
 * One way to do what an experiment is about.
 *
 * @param name short, as in the table
 * @param shipped whether it is what the library does; exactly one variant of a case is
 * @param note what it is, for people who read the table; may be empty
 * @param opening how it is made ready
 * @param absent why it cannot be measured here; null if it can
 */
public record Variant(String name, boolean shipped, String note, Opening opening, String absent) {

  /** Makes a variant ready. */
  public interface Opening {
    /** Connects, starts, allocates: all that is not measured. */
    Trial open(Lab lab) throws IOException;
  }

  /** What the library does. */
  public static Variant shipped(String name, String note, Opening opening) {
    return new Variant(name, true, note, opening, null);
  }

  /** What it could have done. */
  public static Variant alternative(String name, String note, Opening opening) {
    return new Variant(name, false, note, opening, null);
  }

  /** One that this JVM or machine does not have: named in the report with the reason. */
  public static Variant absent(String name, String reason) {
    return new Variant(name, false, "", null, reason);
  }
}
