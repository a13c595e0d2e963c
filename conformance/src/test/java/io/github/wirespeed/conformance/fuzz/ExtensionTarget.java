package io.github.wirespeed.conformance.fuzz;

import io.github.wirespeed.protocol.Extension;
import io.github.wirespeed.protocol.ExtensionHeader;
import io.github.wirespeed.protocol.PerMessageDeflate;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sec-WebSocket-Extensions: what is read and written again is the same, and a client agrees to
 * every answer that a server makes to its offers.
 */
public final class ExtensionTarget {
  private static final List<PerMessageDeflate> WANTED =
      List.of(
          PerMessageDeflate.UNRESTRICTED,
          new PerMessageDeflate(false, false, 8, 9),
          new PerMessageDeflate(true, false, 12, 15));

  private ExtensionTarget() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] data) {
    ExtensionHeader header =
        ExtensionHeader.parse(List.of(new String(data, StandardCharsets.ISO_8859_1)));
    List<Extension> extensions = header.extensions();
    if (header.failure() != null) {
      Wire.check(extensions.isEmpty(), "extensions in spite of " + header.failure());
      return;
    }
    String written = ExtensionHeader.format(extensions);
    Wire.same(ExtensionHeader.parse(List.of(written)).extensions(), extensions, written);
    for (PerMessageDeflate wanted : WANTED) {
      PerMessageDeflate.Result server = PerMessageDeflate.accept(extensions, wanted);
      if (server.agreed() == null) {
        continue;
      }
      PerMessageDeflate.Result client =
          PerMessageDeflate.agree(extensions, List.of(server.answer()));
      Wire.check(client.failure() == null, written + ": " + client.failure());
      Wire.check(
          client.agreed().serverTakeover() == server.agreed().serverTakeover()
              && client.agreed().serverWindowBits() == server.agreed().serverWindowBits()
              && client.agreed().clientWindowBits() <= server.agreed().clientWindowBits(),
          written + ": " + client.agreed() + " and " + server.agreed());
    }
    // An answer of any server's: agreed to or refused, with words.
    PerMessageDeflate.Result any =
        PerMessageDeflate.agree(List.of(PerMessageDeflate.UNRESTRICTED.offer()), extensions);
    Wire.check(any.failure() == null || !any.failure().isBlank(), "refused without a word");
  }
}
