package io.serai.ingress.job;

import io.serai.chat.RejectedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.jspecify.annotations.Nullable;

/** The folders into which the route of a job writes, as its {@code to: file:} steps say. */
final class Outlets {
    private Outlets() {}

    static List<FileEndpoint> of(Exchange exchange) {
        List<FileEndpoint> outlets = new ArrayList<>();
        if (exchange.getContext() instanceof ModelCamelContext context && exchange.getFromRouteId() != null) {
            RouteDefinition route = context.getRouteDefinition(exchange.getFromRouteId());
            if (route != null) {
                for (ToDefinition to :
                        ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)) {
                    String uri = given(route, to.getEndpointUri());
                    if (uri != null
                            && uri.startsWith("file:")
                            && context.getEndpoint(uri) instanceof FileEndpoint file) {
                        outlets.add(file);
                    }
                }
            }
        }
        return outlets;
    }

    /** An address with what its route's template was given. */
    private static @Nullable String given(RouteDefinition route, @Nullable String uri) {
        if (uri == null) {
            return null;
        }
        String given = uri;
        if (route.getTemplateParameters() != null) {
            for (Map.Entry<String, Object> parameter :
                    route.getTemplateParameters().entrySet()) {
                given = given.replace("{{" + parameter.getKey() + "}}", String.valueOf(parameter.getValue()));
            }
        }
        return given;
    }

    /**
     * Where a reason goes that is to lie beside its file.
     *
     * @param name of the reason
     * @return relative to the folder failed, in which most of them lie
     */
    static String besideFailed(Exchange exchange, String name) {
        if (!(exchange.getFromEndpoint() instanceof FileEndpoint inbox) || inbox.getMoveFailed() == null) {
            return name;
        }
        String moved = inbox.getMoveFailed().evaluate(exchange, String.class);
        Path failed = Path.of(exchange.getContext().resolvePropertyPlaceholders("{{serai.dir}}"), "failed");
        Path target = folder(inbox).resolve(String.valueOf(moved)).normalize().getParent();
        Path way = failed.toAbsolutePath().normalize().relativize(target);
        return way.toString().isEmpty() ? name : way + "/" + name;
    }

    static Path folder(FileEndpoint endpoint) {
        return Path.of(endpoint.getConfiguration().getDirectory()).toAbsolutePath();
    }

    /**
     * Looks whether an answer may have its name, before anybody pays for it.
     *
     * @throws RejectedException if there is a folder of that name
     */
    static void refuseIfTaken(Exchange exchange, String name) {
        for (FileEndpoint outlet : of(exchange)) {
            Path target = folder(outlet).resolve(name);
            if (outlet.getFileName() == null && Files.isDirectory(target)) {
                throw new RejectedException(
                        409,
                        "name_taken",
                        "The answer cannot be stored: " + target + " is a folder. Rename that folder, or the file.",
                        null);
            }
        }
    }
}
