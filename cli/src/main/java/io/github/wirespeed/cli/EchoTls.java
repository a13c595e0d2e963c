package io.github.wirespeed.cli;

import io.github.wirespeed.server.EchoServer;
import io.github.wirespeed.server.LoopbackCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of {@code ./ws echo} that are about TLS. */
final class EchoTls {
  @Option(
      names = "--tls",
      description = "Speak TLS, with a certificate for the loopback that is made on the spot.")
  private boolean on;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description =
          "With --tls: where to write, as PEM, what clients are to trust. Default: a temporary"
              + " file, which goes with the server.")
  private Path written;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "Speak TLS with this certificate, and those of its issuers behind it, as PEM; takes"
              + " --tls-key.")
  private Path certificates;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The key of --tls-cert, as PEM in PKCS#8, not encrypted.")
  private Path key;

  /** What is wrong with them; null if nothing is. */
  String mistake() {
    if ((certificates == null) != (key == null)) {
      return key == null
          ? "--tls-cert: needs --tls-key as well"
          : "--tls-key: needs --tls-cert as well";
    } else if (written != null && key != null) {
      return "--tls-certificate: none is made with --tls-cert";
    }
    return written != null && !on ? "--tls-certificate: none is made without --tls" : null;
  }

  /**
   * Tells the server.
   *
   * @return where that is what clients are to trust; null where none was made
   */
  Path apply(EchoServer.Builder builder) throws IOException {
    if (key != null) {
      builder.tls(PemKeys.context(certificates, key));
      return null;
    }
    if (!on) {
      return null;
    }
    LoopbackCertificate made = LoopbackCertificate.make();
    builder.tls(made.serverContext());
    return write(made.issuerPem());
  }

  private Path write(String pem) throws IOException {
    Path file = written;
    if (file == null) {
      file = Files.createTempFile("wirespeed-echo-", ".pem");
      file.toFile().deleteOnExit();
    }
    try {
      return Files.writeString(file, pem);
    } catch (IOException e) {
      throw new IOException("cannot write the certificate to " + file + ": " + e, e);
    }
  }
}
