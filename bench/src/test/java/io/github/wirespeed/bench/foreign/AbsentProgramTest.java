package io.github.wirespeed.bench.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code run} says where a program is not installed, or what runs it is not there. */
@Timeout(60)
class AbsentProgramTest {
  private static final Map<String, String> TOOLS =
      Map.of("python", "python3", "node", "node", "rust", "cargo", "go", "go", "cpp", "g++");

  @TempDir private Path directory;

  static Stream<Program> programs() throws IOException {
    return Program.languages().stream().map(language -> new Program(language, "any"));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void whatIsNotInstalledSaysSoInOneLine(Program program) throws Exception {
    String tool = TOOLS.get(program.language());
    assumeTrue(found(tool) != null, tool + " is not on the PATH");
    assertThat(said(program, System.getenv("PATH")))
        .containsExactly("failed not installed: run bench/foreign/install " + program.language());
  }

  @ParameterizedTest
  @MethodSource("programs")
  void aRuntimeThatIsMissingIsNamedInOneLine(Program program) throws Exception {
    Path bare = Files.createDirectory(directory.resolve("bin"));
    for (String needed : List.of("bash", "dirname")) {
      Path wrapper = bare.resolve(needed);
      Files.writeString(wrapper, "#!/bin/sh\nexec " + found(needed) + " \"$@\"\n");
      assertThat(wrapper.toFile().setExecutable(true)).isTrue();
    }
    assertThat(said(program, bare.toString()))
        .containsExactly("failed no " + TOOLS.get(program.language()) + " on the PATH");
  }

  private List<String> said(Program program, String path) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(program.command());
    builder.environment().put("FOREIGN_TARGET", directory.resolve("nothing").toString());
    builder.environment().put("PATH", path);
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isEqualTo(1);
    return new String(output, StandardCharsets.UTF_8).lines().toList();
  }

  /** Where a program is on this machine, or null. */
  private static Path found(String program) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .map(d -> Path.of(d, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }
}
