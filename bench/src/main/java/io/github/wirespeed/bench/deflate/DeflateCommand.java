package io.github.wirespeed.bench.deflate;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.wirespeed.bench.HelpOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./ws bench deflate}: compressed messages, ours beside other libraries. */
@Command(
    name = "deflate",
    description = {
      "Compressed messages per second, ours beside Netty, Jetty and Java-WebSocket: JSON of 1 and"
          + " 16 KiB, the same level and parameters, against a server that compresses nothing"
          + " itself.",
      "down: received; up: sent; rr: sent and answered, one at a time."
    },
    sortOptions = false)
public final class DeflateCommand implements Callable<Integer> {
  private static final int[] SIZES = {1 << 10, 16 << 10};
  private static final int[] EXPERIMENT = {
    64, 96, 128, 192, 256, 384, 512, 1 << 10, 4 << 10, 16 << 10
  };

  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "How many rounds of each. Default: 7.")
  private int rounds;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "0",
      description = "How many messages a round. Default: what takes about 0.1 s.")
  private int messages;

  @Option(
      names = "--level",
      paramLabel = "N",
      defaultValue = "6",
      description = "Of compression, 1 to 9. At others than 6 Jetty is left out. Default: 6.")
  private int level;

  @Option(
      names = "--experiment",
      description =
          "Instead: from which size on compressing one message saves bytes, and what it costs.")
  private boolean experiment;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write every round's figure, one JSON object per line and cell.")
  private Path json;

  @Override
  public Integer call() throws Exception {
    if (rounds < 1 || rounds > 1000) {
      throw wrong("--rounds: " + rounds + " is not in 1 to 1000");
    } else if (level < 1 || level > 9) {
      throw wrong("--level: " + level + " is not in 1 to 9");
    } else if (messages < 0) {
      throw wrong("--messages: " + messages + " is negative");
    }
    if (experiment) {
      if (json != null || messages != 0) {
        throw wrong("--experiment: only --rounds and --level go with it");
      }
      new WhenItPays(level, rounds).print(spec.commandLine().getOut(), EXPERIMENT);
      return 0;
    }
    if (json != null) {
      Files.writeString(json, ""); // found out now, not at the end
    }
    List<Library> libraries = new ArrayList<>();
    libraries.add(Ours.blocking());
    libraries.add(Ours.async());
    libraries.add(Ours.callback());
    libraries.add(new NettyLibrary());
    if (level == 6) {
      libraries.add(new JettyLibrary());
    }
    libraries.add(new JavaWebSocketLibrary());
    PrintWriter out = spec.commandLine().getOut();
    try (DeflatePeer peer = new DeflatePeer()) {
      DeflateTable table = new DeflateTable(out, libraries);
      table.head(level);
      DeflateBench bench = new DeflateBench(peer, libraries);
      for (Setting.Way way : Setting.Way.values()) {
        for (int size : SIZES) {
          for (boolean takeover : new boolean[] {true, false}) {
            Setting setting = new Setting(way, size, takeover, level);
            List<DeflateBench.Cell> cells =
                bench.measure(setting, rounds, messages > 0 ? messages : setting.messages());
            table.row(setting, cells);
            write(cells);
          }
        }
      }
      table.foot();
    } finally {
      for (Library library : libraries) {
        library.close();
      }
    }
    return 0;
  }

  private void write(List<DeflateBench.Cell> cells) throws IOException {
    if (json == null) {
      return;
    }
    ObjectMapper mapper = new ObjectMapper();
    for (DeflateBench.Cell cell : cells) {
      Map<String, Object> line =
          Map.of(
              "workload",
              "deflate-" + cell.setting().label(),
              "client",
              cell.library().label(),
              "payload_bytes",
              cell.setting().size(),
              "takeover",
              cell.setting().takeover(),
              "level",
              level,
              "messages_per_second",
              cell.perSecond(),
              "wire_bytes_per_message",
              cell.wireBytes());
      Files.writeString(json, mapper.writeValueAsString(line) + "\n", StandardOpenOption.APPEND);
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
