package io.github.wirespeed.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * One extension as it is offered or accepted: a name and its parameters in order.
 *
 * <p>Immutable. It does not know what the parameters mean; a name may even stand there twice, and
 * it is for the extension to decline that (RFC 7692 7.1). RFC 6455 9.1.
 *
 * @param name a token such as permessage-deflate
 * @param params in the order sent
 */
public record Extension(String name, List<Param> params) {

  /**
   * One parameter.
   *
   * @param name a token
   * @param value a token, or null if the parameter has none
   */
  public record Param(String name, String value) {

    /** Refuses what is not a token as IllegalArgumentException. */
    public Param {
      requireToken(name, "extension parameter name");
      if (value != null) {
        // RFC 6455 9.1: even a value in quotes MUST be a token once the quotes are off.
        requireToken(value, "value of extension parameter " + name);
      }
    }
  }

  /** Refuses a name that is not a token as IllegalArgumentException. */
  public Extension {
    requireToken(name, "extension name");
    params = List.copyOf(params);
  }

  /**
   * An extension without parameters.
   *
   * @param name a token
   * @return the extension
   */
  public static Extension of(String name) {
    return new Extension(name, List.of());
  }

  /**
   * This extension with one more parameter.
   *
   * @param param a token
   * @param value a token, or null
   * @return a new extension
   */
  public Extension with(String param, String value) {
    List<Param> more = new ArrayList<>(params);
    more.add(new Param(param, value));
    return new Extension(name, more);
  }

  private static void requireToken(String text, String what) {
    if (!HttpSyntax.isToken(text)) {
      throw new IllegalArgumentException(what + " is not a token: " + HttpSyntax.quote(text));
    }
  }
}
