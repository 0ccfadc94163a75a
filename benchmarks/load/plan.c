#include "plan.h"

#include <math.h>

#include "clock.h"

struct plan plan_warm_up(const struct options *options, const struct pairs *pairs) {
    return (struct plan){
        .pairs = pairs, .size = options->warm_up, .start = clock_now(), .stop = NEVER};
}

struct plan plan_measured(const struct options *options, const struct pairs *pairs) {
    struct plan plan = {
        .pairs = pairs, .size = options->calls, .start = clock_now(), .stop = NEVER};
    if (options->paced > 0) plan.interval = (double)SECOND / options->paced;
    bool is_bounded = options->seconds > 0;
    if (is_bounded && options->paced > 0 && options->paced * options->seconds < (double)plan.size)
        plan.size = (uint64_t)ceil(options->paced * options->seconds);
    if (is_bounded && options->paced == 0)
        plan.stop = plan.start + (uint64_t)(options->seconds * (double)SECOND);
    return plan;
}

uint64_t plan_due(const struct plan *plan) {
    if (plan->taken == plan->size) return NEVER;
    return plan->start + (uint64_t)((double)plan->taken * plan->interval);
}

bool plan_is_over(struct plan *plan, uint64_t now) {
    if (now >= plan->stop) plan_drop(plan);
    return plan->taken == plan->size;
}

bool plan_take(struct plan *plan, uint64_t now, struct message *message) {
    if (plan_is_over(plan, now) || plan_due(plan) > now) return false;
    message->pair = &plan->pairs->list[plan->taken % plan->pairs->count];
    message->started = plan->interval > 0 ? plan_due(plan) : now;
    plan->taken++;
    return true;
}

uint64_t plan_drop(struct plan *plan) {
    uint64_t left = plan->size - plan->taken;
    plan->size = plan->taken;
    return left;
}
