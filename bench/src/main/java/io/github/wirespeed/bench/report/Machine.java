package io.github.wirespeed.bench.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a run's figures belong to.
 *
 * @param lines each a name and a value
 */
public record Machine(List<Fact> lines) {

  /** One thing to know. */
  public record Fact(String name, String value) {}

  /** What is to be known of any run, and what is of this one. */
  public static Machine of(LocalDateTime date, List<Fact> more) {
    List<Fact> all = new ArrayList<>();
    all.addAll(
        List.of(
            new Fact("JDK", jdk()),
            new Fact("machine", cpu()),
            new Fact(
                "kernel", System.getProperty("os.name") + " " + System.getProperty("os.version")),
            new Fact("TCP", congestionControl()),
            new Fact(
                "date",
                date.truncatedTo(ChronoUnit.SECONDS)
                    .format(DateTimeFormatter.ISO_LOCAL_DATE_TIME))));
    all.addAll(more);
    return new Machine(List.copyOf(all));
  }

  /**
   * What else the machine does.
   *
   * @param when it is asked, such as "before the run"
   */
  public static Fact load(String when) {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return new Fact("load", String.format(Locale.ROOT, "%.1f of the last minute, %s", load, when));
  }

  /** Its name and version. */
  public static String jdk() {
    return System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version");
  }

  /** It matters on loopback too: one that paces can hold a message back for microseconds. */
  private static String congestionControl() {
    try {
      return Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control")).trim();
    } catch (IOException e) {
      return "congestion control not known";
    }
  }

  private static String cpu() {
    String model = System.getProperty("os.arch");
    long cores = 0;
    try {
      for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
        if (line.startsWith("model name")) {
          model = line.substring(line.indexOf(':') + 1).trim();
        }
        cores += line.startsWith("processor") ? 1 : 0;
      }
    } catch (IOException e) {
      // Not Linux: what the JVM knows is all there is.
    }
    return model
        + ", "
        + (cores > 0 ? cores : Runtime.getRuntime().availableProcessors())
        + " cores";
  }
}
