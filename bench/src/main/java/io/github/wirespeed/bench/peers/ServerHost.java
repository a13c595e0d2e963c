package io.github.wirespeed.bench.peers;

import com.sun.management.OperatingSystemMXBean;
import io.github.wirespeed.server.LoopbackCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The process of one server. It prints {@code port N}, or {@code failed} and why, and then answers
 * lines: {@code cpu} with the nanoseconds of CPU time that the process has taken, {@code memory}
 * with the bytes of heap and of direct memory in use. It ends with its standard input.
 */
public final class ServerHost {
  private static final int COLLECTIONS = 6;

  private ServerHost() {}

  /**
   * The process.
   *
   * @param args the names of a {@link Contender} and a {@link Service}; with a third it speaks TLS,
   *     and writes the certificate to trust into that file
   */
  @SuppressWarnings("CatchingUnchecked") // a class that is not there is an Error
  public static void main(String[] args) throws Exception {
    HostedServer server;
    try {
      Contender contender = Contender.valueOf(args[0]);
      Service service = Service.valueOf(args[1]);
      server = args.length < 3 ? contender.start(service) : startTls(contender, service, args[2]);
    } catch (Throwable t) {
      System.out.println("failed " + t.toString().replace('\n', ' '));
      System.out.flush();
      System.exit(1);
      return;
    }
    System.out.println("port " + server.port());
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(line.equals("cpu") ? "cpu " + cpuNanos() : memory(server));
      System.out.flush();
    }
    System.exit(0);
  }

  private static HostedServer startTls(Contender contender, Service service, String file)
      throws Exception {
    LoopbackCertificate certificate = LoopbackCertificate.make();
    HostedServer server = contender.start(service, certificate.serverContext());
    Files.writeString(Path.of(file), certificate.issuerPem());
    return server;
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** What is in use after what is garbage is gone. */
  private static String memory(HostedServer server) throws IOException, InterruptedException {
    long heap = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(50);
      heap = Math.min(heap, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    long direct = server.uncountedDirectBytes();
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      direct += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
    }
    return "memory " + heap + " " + direct;
  }
}
