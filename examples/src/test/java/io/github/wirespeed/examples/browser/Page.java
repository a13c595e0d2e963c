package io.github.wirespeed.examples.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A page in a tab of its own. */
public final class Page {
  private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final DevTools devTools;
  private final String session;

  Page(DevTools devTools, String session) {
    this.devTools = devTools;
    this.session = session;
  }

  /**
   * The value of an expression of JavaScript; of a promise, what it comes to.
   *
   * @throws AssertionError with what the page threw
   */
  public JsonNode evaluate(String expression) throws IOException {
    ObjectNode parameters =
        devTools
            .parameters()
            .put("expression", expression)
            .put("awaitPromise", true)
            .put("returnByValue", true);
    JsonNode result = devTools.call(session, "Runtime.evaluate", parameters);
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + "\n" + result.get("exceptionDetails").toPrettyString());
    }
    return result.path("result").path("value");
  }

  /** The same as text. */
  public String text(String expression) throws IOException {
    return evaluate(expression).asText();
  }

  /** Types text where the cursor is, and then the key Enter. */
  public void type(String text) throws IOException {
    devTools.call(session, "Input.insertText", devTools.parameters().put("text", text));
    for (String event : new String[] {"keyDown", "keyUp"}) {
      ObjectNode key = devTools.parameters().put("type", event).put("key", "Enter");
      key.put("windowsVirtualKeyCode", 13).put("text", event.equals("keyDown") ? "\r" : "");
      devTools.call(session, "Input.dispatchKeyEvent", key);
    }
  }

  /** Waits until a condition of JavaScript holds. */
  public void await(String condition) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!evaluate("!!(" + condition + ")").asBoolean()) {
      if (System.nanoTime() - start > HANG_NANOS) {
        throw new AssertionError(
            "not in time: " + condition + "\nthe page:\n" + text("document.body.innerText"));
      }
      Thread.sleep(10);
    }
  }
}
