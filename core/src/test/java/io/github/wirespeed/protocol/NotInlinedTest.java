package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Loops over a payload are in methods that are too long for the JIT to inline, whoever calls them
 * (decision 30).
 */
class NotInlinedTest {
  /** What the JIT inlines of a method that is called often: {@code -XX:FreqInlineSize}. */
  private static final int INLINED = 325;

  private static final Pattern MEMBER = Pattern.compile(" {2}\\w.*;");
  private static final Pattern INSTRUCTION = Pattern.compile(" *(\\d+): [a-z_0-9]+.*");

  @ParameterizedTest
  @CsvSource({"Masker, mask", "Utf8Validator, validate"})
  void isLongerThanWhatIsInlined(String type, String method) throws Exception {
    assertThat(bytecode(type, method)).isGreaterThan(INLINED);
  }

  /** A method's length in bytes, without its last instruction. */
  private static int bytecode(String type, String method) throws Exception {
    Path classes =
        Path.of(Masker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    ToolProvider.findFirst("javap")
        .orElseThrow()
        .run(
            writer,
            writer,
            "-c",
            "-cp",
            classes.toString(),
            "io.github.wirespeed.protocol." + type);
    int length = -1;
    boolean inside = false;
    for (String line : out.toString().lines().toList()) {
      Matcher instruction = INSTRUCTION.matcher(line);
      if (MEMBER.matcher(line).matches()) {
        inside = line.contains(" " + method + "(");
      } else if (inside && instruction.matches()) {
        length = Integer.parseInt(instruction.group(1));
      }
    }
    return length;
  }
}
