package io.github.wirespeed.cli;

import io.github.wirespeed.Tls;
import io.github.wirespeed.WebSocketOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** How TLS is spoken with a {@code wss} server. */
final class TlsOptions {
  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "Trust the issuers in this file, as PEM, and no others: what ./ws echo --tls says, or a"
              + " private CA.")
  private Path issuers;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "Our certificate, and those of its issuers behind it, as PEM; takes --key.")
  private Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The key of --cert, as PEM in PKCS#8, not encrypted.")
  private Path key;

  @Option(
      names = "--tls-protocol",
      paramLabel = "NAME",
      split = ",",
      description = "Only this version: TLSv1.2 or TLSv1.3. May be given again.")
  private List<String> protocols = List.of();

  @Option(
      names = "--cipher",
      paramLabel = "NAME",
      split = ",",
      description = "Only this cipher suite, such as TLS_AES_128_GCM_SHA256. May be given again.")
  private List<String> ciphers = List.of();

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      description = "Ask for this server, and accept no other, in place of the URL's host.")
  private String serverName;

  @Option(
      names = "--insecure",
      description = "Trust everybody: whoever is on the way can read and change everything.")
  private boolean insecure;

  /**
   * The options with these.
   *
   * @throws IllegalArgumentException if one is wrong: says which, and why
   * @throws IOException if a file cannot be read
   */
  WebSocketOptions addTo(WebSocketOptions options) throws IOException {
    if (insecure && issuers != null) {
      throw new IllegalArgumentException("--insecure trusts everybody: --ca means nothing then");
    }
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          key == null ? "--cert: needs --key as well" : "--key: needs --cert as well");
    }
    return options.tls(tls());
  }

  private Tls tls() throws IOException {
    Tls tls = insecure ? Tls.insecure() : Tls.defaults();
    if (issuers != null) {
      tls = tls.trust(issuers);
    }
    if (certificate != null) {
      tls = tls.identity(certificate, key);
    }
    if (!protocols.isEmpty()) {
      tls = tls.protocols(protocols.toArray(String[]::new));
    }
    if (!ciphers.isEmpty()) {
      tls = tls.ciphers(ciphers.toArray(String[]::new));
    }
    return serverName == null ? tls : tls.serverName(serverName);
  }
}
