// Paths and bodies of the API, made by `make web-types` from its OpenAPI schema; not edited by hand.

export interface paths {
    "/api/account/invitation": {
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
                    "application/json": components["schemas"]["AcceptRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MeView"];
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
    "/api/account/invitation/look": {
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
                    "application/json": components["schemas"]["LinkRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InvitedView"];
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
    "/api/account/keys": {
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
                        "application/json": components["schemas"]["KeysView"];
                    };
                };
            };
        };
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
                    "application/json": components["schemas"]["KeyRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NewKeyView"];
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
    "/api/account/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/login": {
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
                    "application/json": components["schemas"]["LoginRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MeView"];
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
    "/api/account/logout": {
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
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/me": {
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
                        "application/json": components["schemas"]["MeView"];
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
    "/api/account/openid": {
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
                    "application/json": components["schemas"]["OpenIdRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OpenIdView"];
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
    "/api/account/password": {
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
                    "application/json": components["schemas"]["PasswordRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MeView"];
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
    "/api/account/shares": {
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
                        "application/json": components["schemas"]["SharesView"];
                    };
                };
            };
        };
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
                    "application/json": components["schemas"]["ShareRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ShareView"];
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
    "/api/account/shares/{share_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    share_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/usage": {
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
                        "application/json": components["schemas"]["UsedView"];
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
    "/api/account/ways": {
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
                        "application/json": components["schemas"]["WaysView"];
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
                header?: {
                    "idempotency-key"?: string | null;
                    "last-event-id"?: string | null;
                };
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
    "/api/ask/streams/{request_key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    request_key: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/candidate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
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
                        "application/json": components["schemas"]["ForgottenView"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/candidate/cards": {
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
                        "application/json": components["schemas"]["DueView"];
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
    "/api/candidate/cards/anki": {
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
    "/api/candidate/cards/markdown": {
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
    "/api/candidate/consent": {
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
                        "application/json": components["schemas"]["ConsentView"];
                    };
                };
            };
        };
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
                    "application/json": components["schemas"]["ConsentRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsentView"];
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
    "/api/candidate/export": {
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
    "/api/candidate/goals": {
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
                    "application/json": components["schemas"]["GoalsRequest"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/candidate/graders": {
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
                        "application/json": components["schemas"]["GradersView"];
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
    "/api/candidate/import": {
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
                    "application/json": components["schemas"]["ImportRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImportedView"];
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
    "/api/candidate/interviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    skip?: number;
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
                        "application/json": components["schemas"]["HistoryView"];
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
    "/api/candidate/interviews/{interview_id}/report": {
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
                        "application/json": components["schemas"]["Report"];
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
    "/api/candidate/interviews/{interview_id}/report/{form}": {
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
                    form: components["schemas"]["Format"];
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
    "/api/candidate/plan": {
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
                    "application/json": components["schemas"]["PlanRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Plan"];
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
    "/api/candidate/plan/file": {
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
                    "multipart/form-data": components["schemas"]["Body_read_for_plan_api_candidate_plan_file_post"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PlanTextView"];
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
    "/api/candidate/progress": {
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
                        "application/json": components["schemas"]["Progress"];
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
    "/api/candidate/reviews": {
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
                    "application/json": components["schemas"]["ReviewRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReviewedView"];
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
    "/api/candidate/reviews/undo": {
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
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CardView"];
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
    "/api/chair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: {
                    "Chair-Token"?: string;
                };
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
                        "application/json": components["schemas"]["ChairView"];
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
    "/api/chair/questions": {
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
                    "Chair-Token"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["QuestionRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChairView"];
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
    "/api/chair/turns/{number}": {
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
                    "Chair-Token"?: string;
                };
                path: {
                    number: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NoteRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChairView"];
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
                query?: {
                    about?: string[];
                    end?: number;
                    start?: number;
                };
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
                    "last-event-id"?: string | null;
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
    "/api/interviews/{interview_id}/chair": {
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
                        "application/json": components["schemas"]["LinkView"];
                    };
                };
            };
        };
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
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OfferRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NewLinkView"];
                    };
                };
            };
        };
        delete: {
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
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interviews/{interview_id}/chair/question": {
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
    "/api/interviews/{interview_id}/commands": {
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
                    "application/json": components["schemas"]["CommandRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SaidView"];
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
    "/api/library": {
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
                        "application/json": components["schemas"]["LibraryView"];
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
    "/api/operator/usage": {
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
                        "application/json": components["schemas"]["TotalsView"];
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
    "/api/projects": {
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
                        "application/json": components["schemas"]["ProjectsView"];
                    };
                };
            };
        };
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
                    "application/json": components["schemas"]["ProjectRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProjectView"];
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
    "/api/projects/{project_id}": {
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
                    project_id: string;
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
                        "application/json": components["schemas"]["ProjectDetailView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    project_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/check": {
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
                    project_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CheckRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RemarksView"];
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
    "/api/projects/{project_id}/claims": {
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
                    project_id: string;
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
                        "application/json": components["schemas"]["ClaimsView"];
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
    "/api/projects/{project_id}/documents": {
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
                    project_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "multipart/form-data": components["schemas"]["Body_add_documents_api_projects__project_id__documents_post"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AddedView"];
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
    "/api/projects/{project_id}/documents/{document_name}": {
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
                    document_name: string;
                    project_id: string;
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
                        "application/json": components["schemas"]["RecognisedView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    document_name: string;
                    project_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/evidence": {
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
                    project_id: string;
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
                        "application/json": components["schemas"]["app__api__projects__findings__EvidenceView"];
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
    "/api/projects/{project_id}/evidence/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    kind?: "html" | "md";
                };
                header?: never;
                path: {
                    project_id: string;
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
    "/api/projects/{project_id}/history": {
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
                    project_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "multipart/form-data": components["schemas"]["Body_read_history_api_projects__project_id__history_post"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["app__api__projects__findings__EvidenceView"];
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
    "/api/projects/{project_id}/questions": {
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
                    project_id: string;
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
                        "application/json": components["schemas"]["ProjectQuestionsView"];
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
    "/api/projects/{project_id}/search": {
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
                path: {
                    project_id: string;
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
                        "application/json": components["schemas"]["PassagesView"];
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
    "/api/shared": {
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
                        "application/json": components["schemas"]["SharesView"];
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
    "/api/shared/{share_id}": {
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
                    share_id: string;
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
                        "application/json": components["schemas"]["Report"];
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
    "/api/tasks": {
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
                        "application/json": components["schemas"]["TasksView"];
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
    "/api/tasks/{task_id}": {
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
                    task_id: string;
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
                        "application/json": components["schemas"]["TaskView"];
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
    "/api/tasks/{task_id}/runs": {
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
                    task_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RunRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RunReportView"];
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
    "/api/voice": {
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
                        "application/json": components["schemas"]["VoiceView"];
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
    "/api/voice/consent": {
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
                    "application/json": components["schemas"]["ConsentRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsentView"];
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
    "/api/voice/interviews/{interview_id}/question": {
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
                        "audio/*": unknown;
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
    "/api/voice/interviews/{interview_id}/transcripts": {
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
            requestBody: {
                content: {
                    "application/octet-stream": string;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TranscriptView"];
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
        AcceptRequest: {
            password: string;
            token: string;
        };
        AddedView: {
            documents: components["schemas"]["ProjectDocumentView"][];
            left_out: components["schemas"]["RefusalView"][];
            project: components["schemas"]["ProjectView"];
        };
        AmountView: {
            answers: number;
            cost_usd: number;
            requests: number;
            tokens: number;
            uploads: number;
        };
        AnswerRequest: {
            answer: string;
            confidence?: number | null;
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
        app__api__interviews__grade_schemas__EvidenceView: {
            end: number;
            quote: string;
            start: number;
            /** @default 0 */
            turn: number;
        };
        app__api__projects__findings__EvidenceView: {
            author: components["schemas"]["PersonView"][];
            authors: components["schemas"]["PersonView"][];
            commits_in_all: number;
            first_day: string;
            last_day: string;
            limits: string[];
            own_commits: number;
            questions: string[];
            statements: components["schemas"]["StatementView"][];
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
            /** @default  */
            about: string;
            /** @default false */
            by_chair: boolean;
            /** @default  */
            code: string;
            /** @default 0 */
            hints: number;
            kind: string;
            minutes: number;
            of: number;
            position: number;
            question_id: string;
            /** @default 0 */
            retry_of: number;
            stage?: components["schemas"]["Stage"] | null;
            text: string;
            turn: number;
        };
        Beside: {
            /** @default [] */
            commits: string[];
            kind: components["schemas"]["BesideKind"];
            /** @default 0 */
            line: number;
            said: string;
            source: string;
            /** @default  */
            text: string;
            told: string;
            turn: number;
        };
        /** @enum {string} */
        BesideKind: "differs" | "not named" | "agrees" | "done";
        BesideView: {
            commits: string[];
            kind: components["schemas"]["BesideKind"];
            line: number;
            said: string;
            source: string;
            text: string;
            told: string;
        };
        Body_add_documents_api_projects__project_id__documents_post: {
            files: string[];
        };
        Body_read_for_plan_api_candidate_plan_file_post: {
            file: string;
        };
        Body_read_history_api_projects__project_id__history_post: {
            /** @default  */
            author: string;
            bundle: string;
        };
        Calibration: {
            bins: components["schemas"]["CalibrationBin"][];
            gap: number | null;
            told: number;
        };
        CalibrationBin: {
            count: number;
            credit: number;
            sure: number;
        };
        CardView: {
            /** Format: date-time */
            due_utc: string;
            id: string;
            lapses: number;
            point_id: string;
            prompt: string;
            question: string;
            question_id: string;
            reviews: number;
            topic: string;
        };
        ChairPointView: {
            heard: boolean;
            hints: string[];
            id: string;
            is_bonus: boolean;
            /** @default  */
            outcome: string;
            /** @default  */
            state: string;
            text: string;
            weight: number;
        };
        ChairTurnView: {
            answer: string | null;
            asked: components["schemas"]["AskView"];
            asked_utc: string | null;
            earned?: number | null;
            handed_in: boolean;
            /** @default  */
            not_graded: string;
            points: components["schemas"]["ChairPointView"][];
            possible?: number | null;
            remark: string;
            settled: boolean;
        };
        ChairView: {
            agree: number;
            clock: components["schemas"]["ClockView"] | null;
            differ: number;
            ended: boolean;
            exchanges: components["schemas"]["ExchangeView"][];
            /** Format: date-time */
            expires_utc: string;
            follow_up: components["schemas"]["FollowUpView"] | null;
            level: components["schemas"]["Level"] | null;
            mode: components["schemas"]["Mode"];
            now: components["schemas"]["ChairTurnView"] | null;
            paused: boolean;
            stage: components["schemas"]["Stage"];
            /** Format: date-time */
            started_utc: string;
            turns: components["schemas"]["ChairTurnView"][];
            waiting: string;
        };
        CheckRequest: {
            answer: string;
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
        Cited: {
            file: string;
            line: number;
            text: string;
        };
        ClaimsView: {
            claims: components["schemas"]["ClaimView"][];
        };
        ClaimView: {
            document: string;
            end: number;
            kinds: string[];
            line: number;
            start: number;
            text: string;
        };
        Clarifying: {
            answered: number;
            asked: number;
            perhaps: number;
        };
        ClockView: {
            asked_utc: string | null;
            round_ends_utc: string | null;
            seconds: number;
        };
        /** @enum {string} */
        Command: "hint" | "clarify" | "repeat" | "rephrase" | "skip" | "explain" | "model_answer" | "retry" | "pause" | "resume" | "appeal" | "end" | "talk";
        CommandRequest: {
            about?: number | null;
            command: components["schemas"]["Command"];
            /** @default  */
            point_id: string;
            /** @default  */
            said: string;
            turn?: number | null;
        };
        Compared: {
            points: components["schemas"]["ComparedPoint"][];
            question: string;
            remark: string;
            turn: number;
        };
        ComparedPoint: {
            heard: boolean;
            outcome: string;
            point: string;
            point_id: string;
            state: string;
            weight: number;
        };
        ComparedPointView: {
            heard: boolean;
            outcome: string;
            point: string;
            point_id: string;
            state: string;
            weight: number;
        };
        ComparedView: {
            points: components["schemas"]["ComparedPointView"][];
            remark: string;
        };
        ConsentRequest: {
            is_given: boolean;
            place: string;
        };
        ConsentView: {
            goes: string[];
            is_given: boolean | null;
            is_needed: boolean;
            model: string;
            place: string;
            stays: string[];
        };
        Contested: {
            after: string;
            before: string;
            point: string;
            reason: string;
            sentence: string;
            turn: number;
        };
        DeliveryView: {
            clarified: boolean | null;
            complexity_named: boolean | null;
            minutes: number;
            star_missing: string[] | null;
            words: number;
        };
        DiagramView: {
            components: string[];
            edges: components["schemas"]["EdgeView"][];
        };
        DocumentView: {
            id: string;
            said: components["schemas"]["SupportView"][];
            source: string;
            text: string;
            title: string;
        };
        DueView: {
            cards: components["schemas"]["CardView"][];
            cards_in_all: number;
            due: number;
            next_due_utc?: string | null;
        };
        EdgeView: {
            label: string;
            source: string;
            target: string;
        };
        ErrorBody: {
            error: components["schemas"]["ErrorDetail"];
        };
        ErrorDetail: {
            code: string;
            message: string;
            retryable: boolean;
        };
        ExamView: {
            agreement: number;
            false_credit: number;
            injections: number;
            /** @enum {string} */
            level: "passed" | "half" | "failed";
            obeyed: number;
            quotes_found: number;
            /** Format: date-time */
            taken_utc: string;
        };
        ExchangeView: {
            about?: number | null;
            /** Format: date-time */
            at_utc: string;
            command: components["schemas"]["Command"];
            facts: components["schemas"]["FactView"][];
            in_doubt?: components["schemas"]["Command"] | null;
            /** @default  */
            point_id: string;
            rung: number;
            said: string;
            told: string;
            turn: number;
        };
        Expected: {
            id: string;
            stage: components["schemas"]["Stage"];
            text: string;
        };
        ExplainView: {
            answer: components["schemas"]["AnswerView"];
            answers: boolean;
            asked: string;
            candidates: number;
            candidates_with_words: number;
            checks: components["schemas"]["CheckView"][][];
            is_follow_up: boolean;
            likelihood: components["schemas"]["LikelihoodView"] | null;
            meant: string;
            passages_indexed: number;
            pieces: string[];
            prepared_for: string[];
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
        FactView: {
            asked: string;
            fact: string;
            kind: string;
        };
        FollowUpView: {
            points: components["schemas"]["ChairPointView"][];
            question: string;
        };
        ForgottenView: {
            deleted: {
                [key: string]: number;
            };
        };
        /** @enum {string} */
        Format: "markdown" | "html" | "json";
        GoalsRequest: {
            topics: components["schemas"]["Topic"][];
        };
        GradersView: {
            model: components["schemas"]["ModelView"] | null;
        };
        GradeView: {
            anchor: string | null;
            /** @default false */
            answers_nothing: boolean;
            /** @default false */
            asked_next: boolean;
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
            /** @default 0 */
            paid: number;
            possible: number;
            remarks: string[];
            score: number | null;
            /** @default false */
            so_far: boolean;
            verdicts: components["schemas"]["VerdictView"][];
        };
        HeldView: {
            answered: number;
            earned: number;
            ended: boolean;
            hiring: string | null;
            id: string;
            planned: number;
            possible: number;
            stage: components["schemas"]["Stage"];
            /** Format: date-time */
            started_utc: string;
            topics: components["schemas"]["Topic"][];
        };
        HiringWord: {
            anchor: string;
            from_score: number;
            word: string;
        };
        HistoryView: {
            in_all: number;
            interviews: components["schemas"]["HeldView"][];
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
        ImportedView: {
            cards: number;
            events: number;
        };
        ImportRequest: {
            document: string;
        };
        InterviewView: {
            ask: components["schemas"]["AskView"] | null;
            chair?: components["schemas"]["SecondChairView"] | null;
            clock?: components["schemas"]["ClockView"] | null;
            ended: boolean;
            /** @default [] */
            exchanges: components["schemas"]["ExchangeView"][];
            id: string;
            level?: components["schemas"]["Level"] | null;
            /** @default  */
            loop: string;
            /** @default practice */
            mode: components["schemas"]["Mode"];
            /** @default false */
            paused: boolean;
            /** @default  */
            project: string;
            scorecard: components["schemas"]["Scorecard"] | null;
            stage: components["schemas"]["Stage"];
            /** Format: date-time */
            started_utc: string;
            topics: components["schemas"]["Topic"][];
            turns: components["schemas"]["TurnView"][];
        };
        InvitedView: {
            name: string;
        };
        KeyRequest: {
            /** @default 90 */
            days: number;
            name: string;
        };
        KeysView: {
            keys: components["schemas"]["KeyView"][];
        };
        KeyView: {
            /** Format: date-time */
            created_utc: string;
            /** Format: date-time */
            expires_utc: string;
            id: string;
            name: string;
            used_utc: string | null;
        };
        /** @enum {string} */
        Level: "junior" | "mid" | "senior" | "staff";
        LibraryView: {
            projects: components["schemas"]["ProjectDetailView"][];
        };
        LikelihoodView: {
            least: number;
            probability: number;
        };
        Line: {
            /** Format: date-time */
            at_utc: string;
            /** @default  */
            command: string;
            /** @default true */
            counts: boolean;
            earned?: number | null;
            /** @default true */
            is_answered: boolean;
            possible?: number | null;
            text: string;
            /** @default 0 */
            turn: number;
            who: string;
        };
        LinkRequest: {
            token: string;
        };
        LinkView: {
            chair: components["schemas"]["SecondChairView"];
            expires_utc: string | null;
        };
        LoginRequest: {
            name: string;
            password: string;
        };
        LookedAtView: {
            changed: boolean;
            point_id: string;
            reason: string;
            sentence: string;
        };
        LoopRoundView: {
            minutes: number;
            questions: number;
            stage: components["schemas"]["Stage"];
        };
        LoopView: {
            about: string;
            level: components["schemas"]["Level"] | null;
            name: string;
            rounds: components["schemas"]["LoopRoundView"][];
            title: string;
        };
        MessageView: {
            role: string;
            text: string;
        };
        MeView: {
            has_account: boolean;
            name: string;
            role: components["schemas"]["Role"];
            signs_in: boolean;
        };
        MistakeView: {
            held_back: boolean;
            quote: string;
            statement: string;
            why: string;
        };
        /** @enum {string} */
        Mode: "practice" | "exam";
        ModelView: {
            exam: components["schemas"]["ExamView"] | null;
            host: string;
            means: string;
            name: string;
        };
        NewKeyView: {
            key: components["schemas"]["KeyView"];
            secret: string;
        };
        NewLinkView: {
            /** Format: date-time */
            expires_utc: string;
            token: string;
        };
        NotAnswered: {
            /** @default true */
            is_asked: boolean;
            /** @default false */
            is_follow_up: boolean;
            position: number;
            text: string;
        };
        NoteRequest: {
            /** @default false */
            handed_in: boolean;
            /** @default [] */
            heard: string[];
            /** @default  */
            remark: string;
        };
        OfferRequest: {
            /** @default 24 */
            hours: number;
        };
        OpenIdRequest: {
            /** @default  */
            invitation: string;
        };
        OpenIdView: {
            address: string;
        };
        OptionsView: {
            /** @default 0 */
            keep_days: number;
            /**
             * @default [
             *       "junior",
             *       "mid",
             *       "senior",
             *       "staff"
             *     ]
             */
            levels: components["schemas"]["Level"][];
            /** @default [] */
            loops: components["schemas"]["LoopView"][];
            max_answer_chars: number;
            /** @default 12 */
            max_questions: number;
            /**
             * @default [
             *       "practice",
             *       "exam"
             *     ]
             */
            modes: components["schemas"]["Mode"][];
            stages: components["schemas"]["StageView"][];
        };
        PassagesView: {
            passages: components["schemas"]["PassageView"][];
        };
        PassageView: {
            document: string;
            headings: string[];
            rank: number;
            text: string;
        };
        PasswordRequest: {
            new: string;
            old: string;
        };
        PersonView: {
            email: string;
            name: string;
        };
        PieceView: {
            end_s: number;
            start_s: number;
            text: string;
        };
        Plan: {
            probes: components["schemas"]["Probe"][];
            projects: components["schemas"]["Project"][];
            requirements: components["schemas"]["Requirement"][];
            topics: components["schemas"]["Topic"][];
            unknown: components["schemas"]["Cited"][];
        };
        PlanRequest: {
            cv: string;
            /** @default false */
            cv_is_plain: boolean;
            job: string;
            /** @default false */
            job_is_plain: boolean;
        };
        PlanTextView: {
            is_plain: boolean;
            text: string;
        };
        PlotView: {
            address: string;
            name: string;
        };
        Probe: {
            line: components["schemas"]["Cited"];
            questions: components["schemas"]["Expected"][];
            why: string[];
        };
        Progress: {
            answers: number;
            calibration: components["schemas"]["Calibration"];
            cards_in_all: number;
            due: number;
            earned: number;
            interviews: number;
            missed: number;
            next_due_utc?: string | null;
            next_step: string;
            /** @default  */
            next_topic: string;
            reviews: number;
            seconds: number;
            topics: components["schemas"]["TopicProgress"][];
        };
        Project: {
            line: components["schemas"]["Cited"];
            shows: components["schemas"]["Shows"][];
        };
        ProjectDetailView: {
            documents: components["schemas"]["ProjectDocumentView"][];
            project: components["schemas"]["ProjectView"];
        };
        ProjectDocumentView: {
            chars: number;
            kind: string;
            name: string;
            secrets: components["schemas"]["SecretView"][];
        };
        ProjectQuestionsView: {
            questions: components["schemas"]["ProjectQuestionView"][];
        };
        ProjectQuestionView: {
            asks: string;
            aspect: string;
            id: string;
            sources: components["schemas"]["SourceView"][];
            text: string;
            unsaid: boolean;
        };
        ProjectRequest: {
            name: string;
        };
        ProjectsView: {
            projects: components["schemas"]["ProjectView"][];
        };
        ProjectView: {
            created_utc: string;
            documents: number;
            has_evidence: boolean;
            id: string;
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
            why_not_sent: string;
        };
        ProofView: {
            lines: [
                number,
                number
            ][];
            met: boolean | null;
            point_id: string;
            text: string;
            why: string;
        };
        QuestionRequest: {
            /** @default  */
            point_id: string;
            text: string;
        };
        QuestionScore: {
            /** @default 0 */
            bonus: number;
            earned: number;
            earned_with_follow_ups: number;
            /** @default  */
            not_graded: string;
            /** @default 0 */
            position: number;
            possible: number;
            question_id: string;
            /** @default false */
            skipped: boolean;
            text: string;
        };
        RankedView: {
            cited_as: number | null;
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
        /** @enum {string} */
        Rating: "again" | "hard" | "good" | "easy";
        Reading: {
            document: string;
            end: number;
            headings: string[];
            start: number;
            title: string;
        };
        ReadyView: {
            doing: string;
            /** @default  */
            notice: string;
            ready: boolean;
        };
        RecognisedView: {
            claims: components["schemas"]["ClaimView"][];
            document: components["schemas"]["ProjectDocumentView"];
            nothing: string;
            passages: components["schemas"]["StretchView"][];
            text: string;
        };
        RefusalView: {
            name: string;
            reason: string;
        };
        RemarksView: {
            remarks: components["schemas"]["RemarkView"][];
        };
        RemarkView: {
            kind: string;
            said: string;
            source: components["schemas"]["SourceView"];
            text: string;
        };
        Report: {
            /** @default [] */
            beside: components["schemas"]["Beside"][];
            card: components["schemas"]["Scorecard"];
            chair?: components["schemas"]["SecondChair"] | null;
            /** @default [] */
            contested: components["schemas"]["Contested"][];
            ended_utc: string | null;
            /** @default  */
            firm: string;
            id: string;
            /** @default  */
            loop: string;
            minutes: number;
            places?: {
                [key: string]: string;
            };
            /** @default  */
            project: string;
            read: components["schemas"]["Citation"][];
            /** @default [] */
            rounds: components["schemas"]["RoundReport"][];
            stage: string;
            /** Format: date-time */
            started_utc: string;
            strongest: components["schemas"]["Told"][];
            sure: number | null;
            topics: string[];
            transcript: components["schemas"]["Line"][];
            weakest: components["schemas"]["Told"][];
        };
        ReportView: {
            name: string;
            text: string;
        };
        Requirement: {
            line: components["schemas"]["Cited"];
            questions: components["schemas"]["Expected"][];
            read: components["schemas"]["Reading"][];
            rounds: components["schemas"]["Stage"][];
            shown_by: components["schemas"]["Cited"] | null;
            topic: string;
        };
        ResultsView: {
            plots: components["schemas"]["PlotView"][];
            reports: components["schemas"]["ReportView"][];
        };
        ReviewedView: {
            card: components["schemas"]["CardView"];
            grade: components["schemas"]["GradeView"] | null;
            point: string;
            rating: components["schemas"]["Rating"];
            section: string;
        };
        ReviewRequest: {
            /** @default  */
            answer: string;
            point_id: string;
            question_id: string;
            rating?: components["schemas"]["Rating"] | null;
            /** @default 0 */
            seconds: number;
            sure?: number | null;
        };
        /** @enum {string} */
        Role: "candidate" | "coach" | "operator";
        RoundReport: {
            read: components["schemas"]["Citation"][];
            score: components["schemas"]["RoundScore"];
            strongest: components["schemas"]["Told"][];
            weakest: components["schemas"]["Told"][];
        };
        RoundScore: {
            earned: number;
            hiring: components["schemas"]["HiringWord"] | null;
            possible: number;
            stage: string;
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
        RunGrowthView: {
            expected: string;
            exponent: number | null;
            ms: number[];
            sentence: string;
            sizes: number[];
            within: boolean | null;
        };
        RunReportView: {
            broken: string;
            broken_line: number | null;
            good: boolean;
            growth: components["schemas"]["RunGrowthView"] | null;
            memory_mb: number;
            ms: number;
            passed: number;
            points: components["schemas"]["ProofView"][];
            printed: string;
            remarks: components["schemas"]["StyleRemarkView"][];
            sandbox: string;
            submitted: boolean;
            task: string;
            tests: components["schemas"]["RunTestView"][];
        };
        RunRequest: {
            code: string;
            /** @default false */
            submit: boolean;
        };
        RunTestView: {
            call: string;
            expected: string;
            got: string;
            hidden: boolean;
            line: number | null;
            message: string;
            ms: number;
            name: string;
            state: string;
        };
        SaidView: {
            exchange: components["schemas"]["ExchangeView"];
            interview: components["schemas"]["InterviewView"];
        };
        Scorecard: {
            answered: number;
            /** @default 0 */
            bonus: number;
            clarifying?: components["schemas"]["Clarifying"] | null;
            earned: number;
            earned_with_follow_ups: number;
            /** @default  */
            firm: string;
            /** @default 0 */
            hints: number;
            /** @default 0 */
            hints_cost: number;
            hiring: components["schemas"]["HiringWord"] | null;
            /** @default [] */
            not_answered: components["schemas"]["NotAnswered"][];
            not_graded: number;
            planned: number;
            possible: number;
            questions: components["schemas"]["QuestionScore"][];
            /** @default  */
            rests_on: string;
            review: components["schemas"]["ToReview"][];
            /** @default [] */
            rounds: components["schemas"]["RoundScore"][];
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
        SecondChair: {
            agree: number;
            differ: number;
            /** Format: date-time */
            taken_utc: string;
            turns: components["schemas"]["Compared"][];
        };
        SecondChairView: {
            stamp: string;
            taken_utc: string | null;
            waiting: string;
        };
        SecretView: {
            kind: string;
            line: number;
        };
        SentenceView: {
            cites: number[];
            grounded: boolean;
            prepared: boolean;
            text: string;
        };
        ShareRequest: {
            coach: string;
            interview_id: string;
        };
        SharesView: {
            shares: components["schemas"]["ShareView"][];
        };
        ShareView: {
            /** Format: date-time */
            created_utc: string;
            id: string;
            interview_id: string;
            name: string;
        };
        Shows: {
            line: components["schemas"]["Cited"];
            requirement: components["schemas"]["Cited"];
        };
        SkillPoint: {
            /** Format: date-time */
            at_utc: string;
            share: number;
        };
        SkillScore: {
            earned: number;
            /** @default 0 */
            earned_with_follow_ups: number;
            possible: number;
            /** @default 0 */
            questions: number;
            skill: string;
            /** @default false */
            tells_more: boolean;
        };
        SourceView: {
            commits: string[];
            document: string;
            line: number;
            text: string;
        };
        /** @enum {string} */
        Stage: "screening" | "project-review" | "deep-dive" | "system-design" | "behavioural";
        StageView: {
            /** @default 0 */
            longest: number;
            minutes: number;
            questions: number;
            /** @default 0 */
            shortest: number;
            stage: components["schemas"]["Stage"];
            topic_minutes: {
                [key: string]: number;
            };
            topics: {
                [key: string]: number;
            };
        };
        StartRequest: {
            level?: components["schemas"]["Level"] | null;
            /** @default  */
            loop: string;
            minutes?: number | null;
            /** @default practice */
            mode: components["schemas"]["Mode"];
            /** @default  */
            project: string;
            /** @default 4 */
            questions: number;
            seed?: number | null;
            stage: components["schemas"]["Stage"];
            /** @default [] */
            topics: components["schemas"]["Topic"][];
        };
        StatementView: {
            about: string;
            cannot_show: string;
            commit_count: number;
            commits: string[];
            rests_on: string[];
            text: string;
        };
        StepView: {
            ms: number;
            name: string;
        };
        StretchView: {
            end: number;
            headings: string[];
            start: number;
        };
        StyleRemarkView: {
            line: number;
            message: string;
            rule: string;
        };
        SupportView: {
            end: number;
            start: number;
        };
        TaskSummaryView: {
            difficulty: string;
            id: string;
            level: string;
            minutes: number;
            question: string | null;
            title: string;
            topic: string;
        };
        TasksView: {
            runs_code: boolean;
            sandbox: string;
            tasks: components["schemas"]["TaskSummaryView"][];
        };
        TaskView: {
            difficulty: string;
            id: string;
            level: string;
            memory_mb: number;
            minutes: number;
            packages: string[];
            question: string | null;
            rules: string;
            runs_code: boolean;
            sandbox: string;
            seconds: number;
            signature: string;
            statement: string;
            title: string;
            topic: string;
            visible_tests: string;
        };
        Told: {
            /** @default false */
            is_bonus: boolean;
            point: string;
            question_id: string;
            quote: string;
            state: string;
            turn: number;
            /** @default false */
            unsure: boolean;
            weight: number;
        };
        /** @enum {string} */
        Topic: "ml-fundamentals" | "evaluation" | "classical-algorithms" | "deep-learning" | "llms" | "rag" | "agents" | "prompting" | "mlops" | "system-design" | "mathematics" | "coding" | "behavioural" | "interview";
        TopicProgress: {
            answers: number;
            high: number;
            history: components["schemas"]["SkillPoint"][];
            low: number;
            share: number;
            topic: string;
        };
        ToReview: {
            citation: components["schemas"]["Citation"] | null;
            /** @default 0 */
            missing: number;
            point: string;
            question_id: string;
            weight: number;
        };
        TotalsView: {
            everybody: components["schemas"]["UsedView"];
            users: {
                [key: string]: components["schemas"]["AmountView"];
            };
        };
        TranscriptView: {
            pieces: components["schemas"]["PieceView"][];
            seconds: number;
            text: string;
        };
        TurnView: {
            /** @default [] */
            also: components["schemas"]["VerdictView"][];
            answer: string;
            /** Format: date-time */
            answered_utc: string;
            /** @default [] */
            appeals: components["schemas"]["LookedAtView"][];
            asked: components["schemas"]["AskView"];
            /** @default [] */
            beside: components["schemas"]["BesideView"][];
            citations: components["schemas"]["CitationView"][];
            compared?: components["schemas"]["ComparedView"] | null;
            confidence?: number | null;
            diagram?: components["schemas"]["DiagramView"] | null;
            explained: components["schemas"]["MistakeView"][];
            /** @default [] */
            gained: string[];
            grade: components["schemas"]["GradeView"];
            /** @default [] */
            lost: string[];
            /** @default [] */
            missing: string[];
            /** @default 0 */
            over_s: number;
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
        UsedView: {
            limits: components["schemas"]["AmountView"];
            used: components["schemas"]["AmountView"];
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
            evidence: components["schemas"]["app__api__interviews__grade_schemas__EvidenceView"] | null;
            held_back: boolean;
            is_bonus: boolean;
            point: string;
            point_id: string;
            points: number;
            /** @default 0 */
            price: number;
            probability: number;
            reason: string;
            state: string;
            unsure: boolean;
            weight: number;
        };
        VoiceView: {
            consent: components["schemas"]["ConsentView"];
            most_bytes: number;
            most_seconds: number;
            reads: boolean;
            writes: boolean;
        };
        WaysView: {
            provider: string;
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
