package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.clients.JvmClient;
import io.github.wirespeed.bench.process.Child;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All who can be measured: those on the JVM, and those that {@code bench/foreign} knows of. */
final class Contestants {
  /**
   * Two dozen JVMs live at once, so each gets less than {@link Child#OPTIONS} gives: all the same.
   */
  static final List<String> OPTIONS = List.of("-Xms64m", "-Xmx512m", "-XX:+UseSerialGC");

  private static final String HOST = "io.github.wirespeed.bench.clients.ClientHost";

  private Contestants() {}

  /**
   * Ours, the floor, and the peers, in this order.
   *
   * @param foreign the directory with one for each language; null for none
   */
  static List<Contestant> all(Path foreign) throws IOException {
    List<Contestant> all = new ArrayList<>(jvm());
    if (foreign != null && Files.isDirectory(foreign)) {
      all.addAll(foreign(foreign));
    }
    return all;
  }

  private static List<Contestant> jvm() {
    List<Contestant> floor = new ArrayList<>();
    List<Contestant> ours = new ArrayList<>();
    List<Contestant> peers = new ArrayList<>();
    for (JvmClient client : JvmClient.values()) {
      if (client.choosesWaiting()) {
        Entrant.Kind kind = client.ours() ? Entrant.Kind.OURS : Entrant.Kind.FLOOR;
        for (String wait : List.of("adaptive", "blocking")) {
          (client.ours() ? ours : floor).add(of(client, kind, wait));
        }
      } else {
        peers.add(of(client, Entrant.Kind.JVM, "blocking"));
      }
    }
    List<Contestant> all = new ArrayList<>(ours);
    all.addAll(floor);
    all.addAll(peers);
    return all;
  }

  private static Contestant of(JvmClient client, Entrant.Kind kind, String wait) {
    return new Contestant(
        new Entrant(client.label(), "jvm", kind, wait),
        Child.jvmCommand(OPTIONS, HOST, client.name(), wait));
  }

  private static List<Contestant> foreign(Path directory) throws IOException {
    List<Path> languages = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path language : all) {
        if (Files.isRegularFile(language.resolve("clients"))) {
          languages.add(language);
        }
      }
    }
    languages.sort(null);
    List<Contestant> found = new ArrayList<>();
    for (Path language : languages) {
      for (String line : Files.readAllLines(language.resolve("clients"))) {
        String name = line.replaceFirst("#.*", "").strip();
        if (!name.isEmpty()) {
          found.add(
              new Contestant(
                  new Entrant(
                      name, language.getFileName().toString(), Entrant.Kind.FOREIGN, "blocking"),
                  List.of(language.resolve("run").toString(), name)));
        }
      }
    }
    return found;
  }
}
