// Paths and bodies of the API, made by `make web-types` from its OpenAPI schema; not edited by hand.

export interface paths {
    "/api/ask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AskRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AnswerView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ask/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AskRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": unknown;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/documents/{document_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    document_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DocumentView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query: {
                    before?: string[] | null;
                    q: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExplainView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StartRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InterviewView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interviews/{interview_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    interview_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InterviewView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interviews/{interview_id}/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: {
                    "idempotency-key"?: string | null;
                };
                path: {
                    interview_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AnswerRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": unknown;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interviews/{interview_id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    interview_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InterviewView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interviews/{interview_id}/turns/{number}/appeals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    interview_id: string;
                    number: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AppealRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AppealView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OptionsView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ResultsView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/results/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query: {
                    k?: number;
                    q: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SearchView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReadyView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AnswerRequest: {
            answer: string;
            turn: number;
        };
        AnswerView: {
            answer: string;
            answered_by: string;
            citations: components["schemas"]["CitationView"][];
            fallback: string;
            nearest: components["schemas"]["CitationView"][];
            next_questions: string[];
            notes: string[];
            passages_found: number;
            passages_used: number;
            refused: string;
            sentences: components["schemas"]["SentenceView"][];
            usage: components["schemas"]["UsageView"][];
        };
        AppealRequest: {
            point_id: string;
            sentence: string;
        };
        AppealView: {
            changed: boolean;
            reason: string;
            verdict: components["schemas"]["VerdictView"];
        };
        AskRequest: {
            before?: string[];
            question: string;
        };
        AskView: {
            kind: string;
            minutes: number;
            of: number;
            position: number;
            question_id: string;
            text: string;
            turn: number;
        };
        CheckView: {
            is_verbatim: boolean;
            n: number;
        };
        Citation: {
            document: string;
            end: number;
            headings: string[];
            n: number;
            start: number;
            text: string;
            title: string;
        };
        CitationView: {
            document: string;
            end: number;
            headings: string[];
            n: number;
            start: number;
            text: string;
            title: string;
        };
        DeliveryView: {
            clarified: boolean | null;
            complexity_named: boolean | null;
            minutes: number;
            star_missing: string[] | null;
            words: number;
        };
        DocumentView: {
            id: string;
            source: string;
            text: string;
            title: string;
        };
        ErrorBody: {
            error: components["schemas"]["ErrorDetail"];
        };
        ErrorDetail: {
            code: string;
            message: string;
            retryable: boolean;
        };
        EvidenceView: {
            end: number;
            quote: string;
            start: number;
        };
        ExplainView: {
            answer: components["schemas"]["AnswerView"];
            asked: string;
            candidates: number;
            candidates_with_words: number;
            checks: components["schemas"]["CheckView"][][];
            is_follow_up: boolean;
            meant: string;
            passages_indexed: number;
            pieces: string[];
            prompt: components["schemas"]["PromptView"] | null;
            query: string;
            ranked: components["schemas"]["RankedView"][];
            rule: components["schemas"]["RuleView"] | null;
            scoring: components["schemas"]["ScoringView"];
            steps: components["schemas"]["StepView"][];
            tokens: string[];
            total_ms: number;
            windows: components["schemas"]["WindowView"][];
            windows_indexed: number;
            words: components["schemas"]["WordView"][];
        };
        GradeView: {
            anchor: string | null;
            confidence: number | null;
            delivery: components["schemas"]["DeliveryView"];
            earned: number;
            gate: string | null;
            gate_reason: string | null;
            graded_by: {
                [key: string]: string;
            };
            hiring: string | null;
            mistakes: components["schemas"]["MistakeView"][];
            not_graded: string;
            possible: number;
            remarks: string[];
            score: number | null;
            verdicts: components["schemas"]["VerdictView"][];
        };
        HiringWord: {
            anchor: string;
            from_score: number;
            word: string;
        };
        HitView: {
            document: string;
            end: number;
            headings: string[];
            rank: number;
            score: number;
            start: number;
            text: string;
            title: string;
        };
        HTTPValidationError: {
            detail?: components["schemas"]["ValidationError"][];
        };
        InterviewView: {
            ask: components["schemas"]["AskView"] | null;
            ended: boolean;
            id: string;
            scorecard: components["schemas"]["Scorecard"] | null;
            stage: components["schemas"]["Stage"];
            /** Format: date-time */
            started_utc: string;
            topics: components["schemas"]["Topic"][];
            turns: components["schemas"]["TurnView"][];
        };
        MessageView: {
            role: string;
            text: string;
        };
        MistakeView: {
            held_back: boolean;
            quote: string;
            statement: string;
            why: string;
        };
        OptionsView: {
            max_answer_chars: number;
            /** @default 12 */
            max_questions: number;
            stages: components["schemas"]["StageView"][];
        };
        PlotView: {
            address: string;
            name: string;
        };
        PromptView: {
            context_tokens: number;
            is_sent: boolean;
            margin: number;
            messages: components["schemas"]["MessageView"][];
            reply_tokens: number;
            tokens: number;
            version: string;
        };
        QuestionScore: {
            earned: number;
            earned_with_follow_ups: number;
            /** @default  */
            not_graded: string;
            possible: number;
            question_id: string;
            /** @default false */
            skipped: boolean;
            text: string;
        };
        RankedView: {
            closeness: number;
            document: string;
            end: number;
            fate: string;
            headings: string[];
            n: number | null;
            rank: number;
            score: number;
            search_rank: number;
            start: number;
            text: string;
            title: string;
            tokens: number;
            why: string;
            words: number;
        };
        ReadyView: {
            doing: string;
            /** @default  */
            notice: string;
            ready: boolean;
        };
        ReportView: {
            name: string;
            text: string;
        };
        ResultsView: {
            plots: components["schemas"]["PlotView"][];
            reports: components["schemas"]["ReportView"][];
        };
        RuleView: {
            answers: boolean;
            closeness: number;
            evidence: number;
            least: number;
            least_closeness: number;
            word_weight: number;
            words: number;
        };
        Scorecard: {
            answered: number;
            earned: number;
            earned_with_follow_ups: number;
            hiring: components["schemas"]["HiringWord"] | null;
            not_graded: number;
            planned: number;
            possible: number;
            questions: components["schemas"]["QuestionScore"][];
            review: components["schemas"]["ToReview"][];
            score: number | null;
            skills: components["schemas"]["SkillScore"][];
            skipped: number;
            usage: components["schemas"]["Usage"][];
        };
        ScoringView: {
            agreed: number;
            copy_overlap: number;
            limit: number;
            wide_weight: number;
            word_weight: number;
        };
        SearchView: {
            hits: components["schemas"]["HitView"][];
        };
        SentenceView: {
            cites: number[];
            grounded: boolean;
            prepared: boolean;
            text: string;
        };
        SkillScore: {
            earned: number;
            possible: number;
            skill: string;
        };
        /** @enum {string} */
        Stage: "screening" | "project-review" | "deep-dive" | "system-design" | "behavioural";
        StageView: {
            minutes: number;
            questions: number;
            stage: components["schemas"]["Stage"];
            topic_minutes: {
                [key: string]: number;
            };
            topics: {
                [key: string]: number;
            };
        };
        StartRequest: {
            /** @default 4 */
            questions: number;
            seed?: number | null;
            stage: components["schemas"]["Stage"];
            /** @default [] */
            topics: components["schemas"]["Topic"][];
        };
        StepView: {
            ms: number;
            name: string;
        };
        /** @enum {string} */
        Topic: "ml-fundamentals" | "evaluation" | "classical-algorithms" | "deep-learning" | "llms" | "rag" | "agents" | "prompting" | "mlops" | "system-design" | "mathematics" | "coding" | "behavioural" | "interview";
        ToReview: {
            citation: components["schemas"]["Citation"] | null;
            point: string;
            question_id: string;
            weight: number;
        };
        TurnView: {
            answer: string;
            /** Format: date-time */
            answered_utc: string;
            asked: components["schemas"]["AskView"];
            citations: components["schemas"]["CitationView"][];
            explained: components["schemas"]["MistakeView"][];
            grade: components["schemas"]["GradeView"];
            reply: string;
            usage: components["schemas"]["UsageView"][];
        };
        Usage: {
            /** @default 0 */
            cached_tokens: number;
            cost_usd?: number | null;
            /** @default false */
            counted: boolean;
            first_token_ms?: number | null;
            input_tokens: number;
            model: string;
            ms: number;
            /** @default ok */
            outcome: string;
            output_tokens: number;
            prompt_version: string;
            role: string;
        };
        UsageView: {
            cached_tokens: number;
            cost_usd: number | null;
            counted: boolean;
            first_token_ms: number | null;
            input_tokens: number;
            model: string;
            ms: number;
            outcome: string;
            output_tokens: number;
            prompt_version: string;
            role: string;
        };
        ValidationError: {
            ctx?: Record<string, never>;
            input?: unknown;
            loc: (string | number)[];
            msg: string;
            type: string;
        };
        VerdictView: {
            citation: number | null;
            evidence: components["schemas"]["EvidenceView"] | null;
            held_back: boolean;
            is_bonus: boolean;
            point: string;
            point_id: string;
            points: number;
            probability: number;
            reason: string;
            state: string;
            unsure: boolean;
            weight: number;
        };
        WindowView: {
            cosine: number;
            document: string;
            end: number;
            headings: string[];
            is_wide: boolean;
            rank: number;
            start: number;
            text: string;
            title: string;
        };
        WordView: {
            in_corpus: boolean;
            rarity: number;
            stem: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
