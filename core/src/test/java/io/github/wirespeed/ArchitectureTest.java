package io.github.wirespeed;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of the house that a compiler does not hold. */
class ArchitectureTest {
  private static final String ROOT = "io.github.wirespeed";
  private static final String PROTOCOL = ROOT + ".protocol";
  private static final Set<String> PROTOCOL_MAY_USE =
      Set.of(
          "java.nio",
          "java.nio.charset",
          "java.util",
          "java.util.function",
          "java.util.zip",
          "java.security");
  private static final Set<String> PROTOCOL_MAY_USE_TYPES =
      Set.of("java.net.URI", "java.net.URISyntaxException");

  private static final JavaClasses MAIN = mainClasses();

  private static JavaClasses mainClasses() {
    String tests =
        ArchitectureTest.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return new ClassFileImporter()
        .withImportOption(location -> !location.contains(tests))
        .importPackages(ROOT);
  }

  @Test
  void theMainClassesAndOnlyTheyAreLookedAt() {
    assertThat(MAIN.contain(PROTOCOL + ".ReadHalf")).isTrue();
    assertThat(MAIN.contain(PROTOCOL + ".ReadHalfTest")).isFalse();
    assertThat(MAIN.contain(ArchitectureTest.class)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "protocol, transport",
    "protocol, loop",
    "protocol, client",
    "protocol, ''",
    "transport, protocol",
    "transport, loop",
    "transport, client",
    "transport, ''",
    "loop, protocol",
    "loop, client",
    "loop, ''",
    "client, ''"
  })
  void aPackageDoesNotKnow(String from, String to) {
    notKnowing(name(from), name(to)).check(MAIN);
  }

  @Test
  void aBrokenDirectionIsNoticed() {
    // The protocol does know itself: the rule must say so, or it says nothing.
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> notKnowing(PROTOCOL, PROTOCOL).check(MAIN));
  }

  private static ArchRule notKnowing(String from, String to) {
    return noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(to)
        .allowEmptyShould(true);
  }

  private static String name(String part) {
    return part.isEmpty() ? ROOT : ROOT + "." + part;
  }

  @Test
  void theProtocolUsesNothingBeyondAFewPackagesOfTheJdk() {
    DescribedPredicate<JavaClass> allowed =
        describe("allowed in the protocol", ArchitectureTest::allowedInProtocol);
    classes()
        .that()
        .resideInAPackage(PROTOCOL)
        .should()
        .onlyDependOnClassesThat(allowed)
        .check(MAIN);
  }

  @Test
  void nativeMemoryComesFromOnePool() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".client.ZlibPool")
        .should()
        .callConstructorWhere(
            describe(
                "of an inflater or a deflater",
                call -> call.getTargetOwner().getPackageName().equals("java.util.zip")))
        .check(MAIN);
  }

  private static boolean allowedInProtocol(JavaClass type) {
    JavaClass bare = type.getBaseComponentType();
    String in = bare.getPackageName();
    return bare.isPrimitive()
        || in.equals(PROTOCOL)
        || in.equals("java.lang")
        || in.startsWith("java.lang.")
        || PROTOCOL_MAY_USE.contains(in)
        || PROTOCOL_MAY_USE_TYPES.contains(bare.getName());
  }

  @Test
  void theProtocolKnowsNoThreadsAndNoClocks() {
    noClasses()
        .that()
        .resideInAPackage(PROTOCOL)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(MAIN);
  }

  @Test
  void nothingIsNamedAfterItsLackOfAPurpose() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Manager|Helper|Util|Utils|Base)(\\$.*)?")
        .check(MAIN);
  }

  @Test
  void noMethodIsSynchronized() {
    noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED).check(MAIN);
  }

  @Test
  void nothingReachesBehindTheJdksApi() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("sun..", "jdk.internal..", "com.sun..")
        .check(MAIN);
  }
}
