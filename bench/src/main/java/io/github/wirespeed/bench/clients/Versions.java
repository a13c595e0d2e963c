package io.github.wirespeed.bench.clients;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** What libraries say of themselves. */
final class Versions {
  private Versions() {}

  /** From what Maven puts into a jar. */
  static String ofMaven(String group, String artifact) throws IOException {
    String name = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
    try (InputStream in = Versions.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(group + ":" + artifact + " does not say its version");
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    }
  }

  /** From a jar's manifest; of classes outside of a jar the snapshot that they are. */
  static String ofPackage(Class<?> of) {
    String version = of.getPackage().getImplementationVersion();
    return version == null ? "built here" : version;
  }

  /** This JVM's. */
  static String ofJdk() {
    return System.getProperty("java.vendor.version", "").isEmpty()
        ? Runtime.version().toString()
        : Runtime.version() + " " + System.getProperty("java.vendor.version");
  }
}
