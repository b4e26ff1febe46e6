import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.apache.commons.lang.StringEscapeUtils;
import org.apache.velocity.Template;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.runtime.RuntimeSingleton;
import org.apache.velocity.runtime.RuntimeServices;
import org.apache.velocity.runtime.log.NullLogChute;
import org.apache.velocity.runtime.parser.node.SimpleNode;

/** How long Apache Velocity 1.7 takes for the template of the benchmark, in a warmed JVM, with trivial objects. */
public class Rendering {
    /** Answers without a JSON document. */
    public static class Input {
        public Object path(String path) {
            return path.equals("$.flavour") ? "it's vanilla" : (Object) 3;
        }

        public String params(String name) {
            return "corner";
        }
    }

    public static class Util {
        public String escapeJavaScript(String text) {
            return StringEscapeUtils.escapeJavaScript(text);
        }
    }

    public static void main(String[] arguments) throws Exception {
        String source = Files.readString(Path.of(arguments[0]));
        RuntimeSingleton.setProperty("runtime.log.logsystem.class", NullLogChute.class.getName());
        RuntimeSingleton.setProperty("velocimacro.library", "");
        RuntimeSingleton.init();
        RuntimeServices services = RuntimeSingleton.getRuntimeServices();
        Template template = new Template();
        template.setRuntimeServices(services);
        SimpleNode tree = services.parse(new java.io.StringReader(source), "t", false);
        template.setData(tree);
        template.initDocument();
        int length = 0;
        for (int round = 0; round < 8; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < 20_000; i++) {
                VelocityContext context = new VelocityContext();
                context.put("input", new Input());
                context.put("util", new Util());
                StringWriter out = new StringWriter(512);
                template.merge(context, out);
                length += out.getBuffer().length();
            }
            long rendered = System.nanoTime();
            for (int i = 0; i < 20_000; i++) {
                length += services.parse(new java.io.StringReader(source), "t", false).jjtGetNumChildren();
            }
            long parsed = System.nanoTime();
            if (round > 4) {
                System.out.printf("Velocity 1.7: render %.2f us, parse %.2f us%n", (rendered - start) / 2e7,
                    (parsed - rendered) / 2e7);
            }
        }
        System.err.println(length);
    }
}
