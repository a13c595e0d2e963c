package io.github.wirespeed.bench.experiment;

import java.io.IOException;
import java.util.List;

/**
 * One way to do what an experiment is about. Each is measured in a JVM of its own, so that the
 * compiler of one knows nothing of the others.
 *
 * @param name short, as in the table
 * @param shipped whether it is what the library does; exactly one variant of a case is
 * @param note what it is, for people who read the table; may be empty
 * @param opening how it is made ready
 * @param absent why it cannot be measured here; null if it can
 * @param options of its JVM, behind those that all have
 * @param cores where it runs
 */
public record Variant(
    String name,
    boolean shipped,
    String note,
    Opening opening,
    String absent,
    List<String> options,
    Cores cores) {

  /** Of the two that a bench has. */
  public enum Cores {
    /** The client's: the server has the other one. */
    CLIENT,
    /** Both: it has threads that must not share one. */
    BOTH,
    /** The server's: the two share it. */
    SERVER
  }

  /** Makes a variant ready. */
  public interface Opening {
    /** Connects, starts, allocates: all that is not measured. */
    Trial open(Lab lab) throws IOException;
  }

  /** What the library does. */
  public static Variant shipped(String name, String note, Opening opening) {
    return new Variant(name, true, note, opening, null, List.of(), Cores.CLIENT);
  }

  /** What it could have done. */
  public static Variant alternative(String name, String note, Opening opening) {
    return new Variant(name, false, note, opening, null, List.of(), Cores.CLIENT);
  }

  /** One that this JVM or machine does not have: named in the report with the reason. */
  public static Variant absent(String name, String reason) {
    return new Variant(name, false, "", null, reason, List.of(), Cores.CLIENT);
  }

  /** The same in a JVM with these options. */
  public Variant with(String... jvmOptions) {
    return new Variant(name, shipped, note, opening, absent, List.of(jvmOptions), cores);
  }

  /** The same on both cores, the client's and the server's. */
  public Variant onBothCores() {
    return new Variant(name, shipped, note, opening, absent, options, Cores.BOTH);
  }

  /** The same on the core that the server runs on. */
  public Variant onServersCore() {
    return new Variant(name, shipped, note, opening, absent, options, Cores.SERVER);
  }
}
