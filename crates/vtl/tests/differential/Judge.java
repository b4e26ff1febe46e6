import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.apache.commons.lang.StringEscapeUtils;
import org.apache.velocity.Template;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.app.event.InvalidReferenceEventHandler;
import org.apache.velocity.context.Context;
import org.apache.velocity.runtime.log.NullLogChute;
import org.apache.velocity.runtime.resource.loader.StringResourceLoader;
import org.apache.velocity.util.introspection.Info;

/**
 * Renders templates with Apache Velocity 1.7, configured as API Gateway configures it: a line of base64 in, a line with
 * the verdict and base64 out.
 */
public class Judge {
    /** What API Gateway calls $util, as far as the libraries beside Velocity have it; of null they make nothing. */
    public static class Util {
        public String escapeJavaScript(String text) {
            return StringEscapeUtils.escapeJavaScript(text);
        }

        public String urlEncode(String text) throws Exception {
            return text == null ? "" : URLEncoder.encode(text, "UTF-8");
        }

        public String urlDecode(String text) throws Exception {
            return text == null ? "" : URLDecoder.decode(text, "UTF-8");
        }

        public String base64Encode(String text) {
            return text == null ? "" : Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        public String base64Decode(String text) {
            return text == null ? "" : new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        }
    }

    /** Undefined references are the empty string, when they are printed and in expressions. */
    public static class EmptyReferences implements InvalidReferenceEventHandler {
        public Object invalidGetMethod(Context context, String reference, Object object, String property, Info info) {
            return "";
        }

        public boolean invalidSetMethod(Context context, String left, String right, Info info) {
            return false;
        }

        public Object invalidMethod(Context context, String reference, Object object, String method, Info info) {
            return "";
        }
    }

    public static void main(String[] arguments) throws Exception {
        VelocityEngine engine = new VelocityEngine();
        engine.setProperty("runtime.log.logsystem.class", NullLogChute.class.getName());
        engine.setProperty("velocimacro.permissions.allow.inline", "false");
        engine.setProperty("velocimacro.library", "");
        engine.setProperty("directive.foreach.maxloops", "1000");
        engine.setProperty("input.encoding", "UTF-8");
        engine.setProperty("resource.loader", "string");
        engine.setProperty("string.resource.loader.class", StringResourceLoader.class.getName());
        engine.init();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        PrintStream out = new PrintStream(System.out, false, "US-ASCII");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String template = new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8);
            out.println(verdict(engine, template));
            out.flush();
        }
    }

    private static String verdict(VelocityEngine engine, String template) {
        VelocityContext context = new VelocityContext();
        context.put("util", new Util());
        EventCartridge cartridge = new EventCartridge();
        cartridge.addEventHandler(new EmptyReferences());
        cartridge.attachToContext(context);
        StringWriter writer = new StringWriter();
        Template parsed;
        try {
            StringResourceLoader.getRepository().putStringResource("t", template, "UTF-8");
            parsed = engine.getTemplate("t");
        } catch (Exception exception) {
            return "syntax " + encode(String.valueOf(exception.getMessage()));
        }
        try {
            parsed.merge(context, writer);
            return "output " + encode(writer.toString());
        } catch (StackOverflowError | OutOfMemoryError | Exception exception) {
            return "exception " + encode(String.valueOf(exception));
        }
    }

    private static String encode(String text) {
        return text == null ? "" : Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
