package io.github.wirespeed.bench.race;

import io.github.wirespeed.MessageView;
import io.github.wirespeed.Tls;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.bench.process.Child;
import io.github.wirespeed.server.LoopbackCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** A client's process that does as {@code PROTOCOL.md} says, or not. */
final class FakeClient {
  /** What it does. */
  enum Way {
    WELL,
    /** Says that it cannot run here. */
    ABSENT,
    /** Ends before it is ready. */
    STILLBORN,
    /** Ends in each round. */
    CRASHING,
    /** Ends in the first round of its first process only. */
    CRASHING_ONCE,
    /** Answers no round. */
    HANGING,
    /** Says "failed" in each round. */
    FAILING,
    /** Receives other bytes than it sent. */
    CORRUPTING,
    /** Answers rounds with words of its own. */
    BABBLING,
    /** Says that a round took longer than it did. */
    BOASTING,
    /** Writes fewer times than messages. */
    FORGETFUL
  }

  private final Way way;
  private final Path mark;
  private WebSocket webSocket;

  private FakeClient(Way way, Path mark) {
    this.way = way;
    this.mark = mark;
  }

  /** A contestant. */
  static Contestant of(String name, Entrant.Kind kind, String waiting, Way way, Path directory) {
    return new Contestant(
        new Entrant(name, kind == Entrant.Kind.FOREIGN ? "python" : "jvm", kind, waiting),
        Child.jvmCommand(
            List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            FakeClient.class.getName(),
            way.name(),
            directory.resolve(name + ".mark").toString()));
  }

  public static void main(String[] args) throws Exception {
    FakeClient client = new FakeClient(Way.valueOf(args[0]), Path.of(args[1]));
    if (client.way == Way.ABSENT) {
      System.out.println("failed not installed: run something");
      System.exit(1);
    } else if (client.way == Way.STILLBORN) {
      System.err.println("no such library");
      System.exit(1);
    }
    System.out.println("ready fake 1.0");
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String answer;
      try {
        answer = client.answer(line.split(" ", -1));
      } catch (IOException e) {
        answer = "failed " + e;
      }
      System.out.println(answer);
      System.out.flush();
    }
    System.exit(0);
  }

  private String answer(String[] words) throws Exception {
    return switch (words[0]) {
      case "open" -> open(words[1], words[2]);
      case "check" -> check(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      case "rr" -> round(words, 1);
      case "pipelined", "stream" -> round(words, Integer.parseInt(words[2]));
      case "close" -> close();
      default -> "failed no command " + words[0];
    };
  }

  private String open(String url, String ca) throws Exception {
    WebSocketOptions options = WebSocketOptions.defaults().waitStrategy(WaitStrategy.blocking());
    if (!ca.equals("-")) {
      try (InputStream in = Files.newInputStream(Path.of(ca))) {
        X509Certificate issuer =
            (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        options = options.tls(Tls.defaults().context(LoopbackCertificate.trusting(issuer)));
      }
    }
    webSocket = WebSocket.connect(url, options);
    return "ok";
  }

  private String close() {
    webSocket.close();
    return "ok";
  }

  private String check(int size, int seed) throws IOException {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 + seed);
    }
    webSocket.send(ByteBuffer.wrap(bytes));
    CRC32 crc = new CRC32();
    crc.update(webSocket.receive().bytes());
    return "ok " + (crc.getValue() ^ (way == Way.CORRUPTING ? 1 : 0));
  }

  private String round(String[] words, int underWay) throws Exception {
    boolean measured = !words[words.length - 1].equals("-");
    if (measured) {
      misbehave();
    }
    if (measured && (way == Way.FAILING || way == Way.BABBLING)) {
      return way == Way.FAILING ? "failed it does not like it" : "What a nice day";
    }
    int size = Integer.parseInt(words[1]);
    long end = System.nanoTime() + Long.parseLong(words[words.length - 2]) * 1_000_000;
    long start = System.nanoTime();
    List<Long> times = new ArrayList<>();
    ByteBuffer payload = ByteBuffer.allocate(size);
    long messages = 0;
    do {
      long before = System.nanoTime();
      for (int i = 0; i < underWay; i++) {
        webSocket.send(payload.clear());
      }
      for (int i = 0; i < underWay; i++) {
        MessageView view = webSocket.receiveView();
        if (view.size() != size) {
          return "failed a message of " + view.size() + " bytes";
        }
      }
      messages += underWay;
      times.add(System.nanoTime() - before);
    } while (System.nanoTime() < end);
    long took = System.nanoTime() - start;
    if (measured && !words[0].equals("stream")) {
      write(times, Path.of(words[words.length - 1]));
    }
    return "ok " + messages + " " + (measured && way == Way.BOASTING ? 1000 * took : took);
  }

  private void misbehave() throws Exception {
    if (way == Way.CRASHING || (way == Way.CRASHING_ONCE && !Files.exists(mark))) {
      Files.writeString(mark, "crashed");
      System.err.println("out of luck");
      System.exit(3);
    } else if (way == Way.HANGING) {
      while (System.in.read() >= 0) {
        // Until nobody talks to it any more.
      }
      System.exit(0);
    }
  }

  private void write(List<Long> times, Path file) throws IOException {
    int count = way == Way.FORGETFUL ? times.size() - 1 : times.size();
    ByteBuffer bytes = ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putLong(times.get(i));
    }
    Files.write(file, bytes.array());
  }
}
