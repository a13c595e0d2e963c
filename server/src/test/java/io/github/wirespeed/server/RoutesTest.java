package io.github.wirespeed.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which route a path takes, and which paths a route may have. */
class RoutesTest {
  private static final List<String> PATHS =
      List.of(
          "/",
          "/**",
          "/chat",
          "/chat/",
          "/rooms/{room}",
          "/rooms/{room}/**",
          "/rooms/{room}/users/{user}",
          "/rooms/{id}/users/me",
          "/rooms/lobby",
          "/rooms/lobby/**",
          "/files/**",
          "/files/{name}",
          "/deep/{a}/{b}/x",
          "/deep/{a}/y/**",
          "/caf%C3%A9",
          "/naïve",
          "/a b");

  private static PathTable<String> table(List<String> paths) {
    Map<RoutePattern, String> patterns = new LinkedHashMap<>();
    paths.forEach(path -> Routes.add(patterns, path, path));
    return new PathTable<>(patterns);
  }

  private static String found(PathTable<String> table, String path) {
    PathTable.Found<String> found = table.find(RequestPath.of(path));
    return found == null
        ? "none"
        : found.value() + " " + new java.util.TreeMap<>(found.parameters());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/                       | / {}",
        "/chat                   | /chat {}",
        "/chat/                  | /chat/ {}",
        "/chat/x                 | /** {}",
        "/Chat                   | /** {}",
        "//chat                  | /** {}",
        "/rooms                  | /** {}",
        "/rooms/                 | /** {}",
        "/rooms/7                | /rooms/{room} {room=7}",
        "/rooms/7/               | /rooms/{room}/** {room=7}",
        "/rooms/7/x/y            | /rooms/{room}/** {room=7}",
        "/rooms/7/users          | /rooms/{room}/** {room=7}",
        "/rooms/7/users/me       | /rooms/{id}/users/me {id=7}",
        "/rooms/7/users/you      | /rooms/{room}/users/{user} {room=7, user=you}",
        "/rooms/7/users/         | /rooms/{room}/** {room=7}",
        "/rooms//users/you       | /** {}",
        "/rooms/lobby            | /rooms/lobby {}",
        "/rooms/lobby/           | /rooms/lobby/** {}",
        "/rooms/lobby/users/me   | /rooms/lobby/** {}",
        "/rooms/%6Cobby          | /rooms/lobby {}",
        "/rooms/a%20b%2Bc+d      | /rooms/{room} {room=a b+c+d}",
        "/rooms/%E2%82%AC%f0%9F%98%80 | /rooms/{room} {room=€😀}",
        "/rooms/%7Bx%7D          | /rooms/{room} {room={x}}",
        "/rooms/%2A%2A           | /rooms/{room} {room=**}",
        "/files                  | /files/** {}",
        "/files/                 | /files/** {}",
        "/files/a                | /files/{name} {name=a}",
        "/files/a/b              | /files/** {}",
        "/deep/1/2/x             | /deep/{a}/{b}/x {a=1, b=2}",
        "/deep/1/y/x             | /deep/{a}/y/** {a=1}",
        "/deep/1/2/z             | /** {}",
        "/caf%c3%a9              | /caf%C3%A9 {}",
        "/na%C3%AFve             | /naïve {}",
        "/a%20b                  | /a b {}",
        // An encoded slash is no slash: it leads to no other route.
        "/rooms%2Flobby          | /** {}",
        "/rooms/lobby%2Fx        | /rooms/{room} {room=lobby/x}",
        "/rooms/7%2Fusers%2Fme   | /rooms/{room} {room=7/users/me}",
        "/chat%2F                | /** {}"
      })
  void theMoreSpecialRouteIsTakenWhateverTheOrder(String path, String route) {
    List<String> paths = new ArrayList<>(PATHS);
    Random random = new Random(7);
    for (int i = 0; i < 50; i++) {
      Collections.shuffle(paths, random);

      assertThat(found(table(paths), path)).as("%s", paths).isEqualTo(route);
    }
  }

  @ParameterizedTest
  @CsvSource({"/a/{x}/c, /a/b", "/a/{x}, /a/", "/a/{x}, /a", "/a, /a/", "/a/, /a", "/, /x"})
  void nothingIsTakenForWhatItIsNot(String route, String path) {
    assertThat(found(table(List.of(route)), path)).isEqualTo("none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a/%zz   | path has the escape \"%zz\", expected % and two hexadecimal digits",
        "/a/%4    | path has the escape \"%4\", expected % and two hexadecimal digits",
        "/%       | path has the escape \"%\", expected % and two hexadecimal digits",
        "/%+1     | path has the escape \"%+1\", expected % and two hexadecimal digits",
        "/a/%ff   | path has the segment \"%ff\", which is not UTF-8",
        "/%C3/%A9 | path has the segment \"%C3\", which is not UTF-8",
        "/%c0%ae  | path has the segment \"%c0%ae\", which is not UTF-8",
        "/%ED%A0%80 | path has the segment \"%ED%A0%80\", which is not UTF-8",
        "/..      | path has the segment \"..\"",
        "/a/../b  | path has the segment \"..\"",
        "/a/./b   | path has the segment \".\"",
        "/a/%2e%2E/b | path has the segment \"..\"",
        "/a/.%2e  | path has the segment \"..\""
      })
  void aPathThatCannotBeTrustedLeadsNowhere(String path, String problem) {
    assertThat(RequestPath.of(path).problem()).isEqualTo(problem);
    assertThat(RequestPath.of(path).segments()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/...", "/a..b", "/.well-known/x", "/a/..%2Fb", "/%2e%2e%2e"})
  void dotsThatAreNoDotSegmentAreOrdinary(String path) {
    assertThat(RequestPath.of(path).problem()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''          | path \"\" does not start with a slash",
        "chat        | path \"chat\" does not start with a slash",
        "/**/x       | path \"/**/x\" goes on after **",
        "/**/        | path \"/**/\" goes on after **",
        "/{a}/{a}    | path \"/{a}/{a}\" has the parameter \"a\" twice",
        "/{}         | path \"/{}\" has a parameter without a name",
        "/{a b}      | path \"/{a b}\" has the parameter \"a b\" with ' ' in its name",
        "/{a}{b}     | path \"/{a}{b}\" has the parameter \"a}{b\" with '}' in its name",
        "/{a         | path \"/{a\" has the segment \"{a\", which is no whole parameter like"
            + " {name}",
        "/a}         | path \"/a}\" has the segment \"a}\", which is no whole parameter like"
            + " {name}",
        "/{          | path \"/{\" has the segment \"{\", which is no whole parameter like {name}",
        "/v{a}       | path \"/v{a}\" has the segment \"v{a}\", which is no whole parameter like"
            + " {name}",
        "/{a}.txt    | path \"/{a}.txt\" has the segment \"{a}.txt\", which is no whole parameter"
            + " like {name}",
        "/*          | path \"/*\" has the segment \"*\": {name} matches one, a last ** all that"
            + " follow",
        "/a**        | path \"/a**\" has the segment \"a**\": {name} matches one, a last ** all"
            + " that follow",
        "/a?b        | path \"/a?b\" has '?', at which a path ends",
        "/a#b        | path \"/a#b\" has '#', at which a path ends",
        "/a/../b     | path \"/a/../b\" has the segment \"..\", which no request may have",
        "/%2e        | path \"/%2e\" has the segment \"%2e\", which no request may have",
        "/100%       | path \"/100%\" cannot be decoded: path has the escape \"%\", expected % and"
            + " two hexadecimal digits"
      })
  void aRouteThatNoRequestCouldMeanIsRefused(String path, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebSocketServer.builder().route(path, (c, m) -> {}))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebSocketServer.builder().get(path, r -> HttpAnswer.empty(204)))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "/a, /a",
    "/a/{x}, /a/{y}",
    "/{x}/b/**, /{y}/b/**",
    "/**, /**",
    "/chat, /%63hat",
    "/é, /%C3%A9"
  })
  void aShapeHasOneRoute(String first, String second) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                WebSocketServer.builder()
                    .route(first, (c, m) -> {})
                    .route("/other", (c, m) -> {})
                    .route(second, (c, m) -> {}))
        .withMessage("path \"%s\" has a route already: \"%s\" matches the same", second, first);
    // The same path may be answered beside it, once.
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                WebSocketServer.builder()
                    .route(first, (c, m) -> {})
                    .get(first, r -> HttpAnswer.empty(204))
                    .get(second, r -> HttpAnswer.empty(204)))
        .withMessageContaining("has a route already");
  }

  @Test
  void aPathTouchesNoMoreThanItsPartOfHundredsOfRoutes() {
    Map<RoutePattern, String> patterns = new HashMap<>();
    StringBuilder deep = new StringBuilder("/x");
    for (int i = 0; i < 500; i++) {
      Routes.add(patterns, "/" + i + "/{x}", "p" + i);
      Routes.add(patterns, "/{x}/" + i, "l" + i);
      Routes.add(patterns, deep.append("/{a").append(i).append('}') + "/end", "deep" + i);
    }
    PathTable<String> table = new PathTable<>(patterns);

    assertThat(table.find(RequestPath.of("/77/88")).value()).isEqualTo("p77");
    assertThat(table.find(RequestPath.of("/other/88")).value()).isEqualTo("l88");
    assertThat(table.find(RequestPath.of("/x" + "/b".repeat(500) + "/end")).value())
        .isEqualTo("deep499");
    assertThat(table.find(RequestPath.of("/" + "b/".repeat(4000)))).isNull();
  }
}
