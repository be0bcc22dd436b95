package io.serai;

import io.serai.chat.Caller;
import io.serai.chat.ChatRequest;
import io.serai.clients.ClientKeys;
import io.serai.clients.KeyPrompt;
import io.serai.dialect.Inbound;
import io.serai.dialect.InstructionMode;
import io.serai.ops.PromptView;
import io.serai.prompts.PromptFiles;
import io.serai.prompts.SystemPrompt;
import io.serai.prompts.Templates;
import io.serai.revision.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

/** Previews a request with the prompts of the serving revision and of client keys. */
final class PromptPreview implements PromptView {
    private final Supplier<@Nullable Revision> serving;
    private final ClientKeys keys;

    PromptPreview(Supplier<@Nullable Revision> serving, ClientKeys keys) {
        this.serving = serving;
        this.keys = keys;
    }

    private PromptFiles files() {
        Revision now = serving.get();
        PromptFiles files = now == null
                ? null
                : now.context().getRegistry().lookupByNameAndType(PromptFiles.BEAN, PromptFiles.class);
        return files == null ? PromptFiles.NONE : files;
    }

    @Override
    public ChatRequest filled(ChatRequest request, Inbound in) {
        return new Templates(files()).fill(request, name -> header(in, name));
    }

    @Override
    public String template(ChatRequest request, Inbound in) {
        return Templates.named(request, name -> header(in, name));
    }

    private static @Nullable String header(Inbound in, String name) {
        return in.headers().get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public ChatRequest instructed(ChatRequest request, Caller caller) {
        return new KeyPrompts(keys, files()).put(request, caller);
    }

    @Override
    public List<Applied> systemPrompts(Caller caller, String task) {
        List<Applied> all = new ArrayList<>();
        KeyPrompts ofKeys = new KeyPrompts(keys, files());
        KeyPrompt prompt = ofKeys.of(caller);
        if (prompt != null && prompt.mode() != InstructionMode.OFF) {
            all.add(new Applied("client key " + caller.key(), prompt.mode().word(), ofKeys.text(prompt, caller)));
        }
        Revision now = serving.get();
        if (now != null) {
            for (String route : List.of("chat", "by-task", "pool-" + task)) {
                add(now.context(), route, all);
            }
        }
        return all;
    }

    /** Adds those that a route has as steps. */
    private static void add(CamelContext context, String route, List<Applied> all) {
        RouteDefinition definition =
                context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinition(route);
        if (definition == null) {
            return;
        }
        for (ProcessDefinition step :
                ProcessorDefinitionHelper.filterTypeInOutputs(definition.getOutputs(), ProcessDefinition.class)) {
            SystemPrompt bean = step.getRef() == null
                    ? null
                    : context.getRegistry()
                            .findByTypeWithName(SystemPrompt.class)
                            .get(step.getRef());
            if (bean != null && !bean.words().isEmpty()) {
                all.add(new Applied(
                        "step " + step.getRef() + " of route " + route,
                        bean.mode().word(),
                        bean.words()));
            }
        }
    }
}
