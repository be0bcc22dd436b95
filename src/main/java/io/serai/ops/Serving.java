package io.serai.ops;

import io.serai.provider.view.ProviderViews;
import io.serai.routing.ModelNames;

/**
 * The revision that serves at a moment.
 *
 * @param revision its number; another one may have other targets
 */
public record Serving(int revision, ModelNames names, ProviderViews providers) {}
